//! WebSocket clients: the handshake, and the task that serves each connection.

mod acks;
mod actions;
mod closing;
mod handshake;
mod raw;
mod request;
mod session;

pub(crate) use handshake::{Attempt, accept};

/// Bytes in one message, in either direction.
pub(crate) const MESSAGE_LIMIT: usize = 1024 * 1024;

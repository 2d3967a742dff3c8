//! WebSocket clients: the handshake, and the task that serves each connection.

mod actions;
mod admission;
mod closing;
mod events;
mod frames;
mod handshake;
mod raw;
mod recovery;
mod request;
mod session;
mod socket;
mod writing;

pub(crate) use handshake::{Attempt, accept};

/// The maximum size of one message in bytes, in either direction.
pub(crate) const MAX_MESSAGE_SIZE: usize = 1024 * 1024;

//! The frames between clients and emulator: one folder or file per format.

mod encoded;
mod json;
mod protobuf;
mod protocol;
mod request;
mod simple;

pub(crate) use encoded::Encoded;
pub(crate) use protocol::Protocol;
pub(crate) use request::{Failure, Request, Unsupported, Violation};
use tokio_tungstenite::tungstenite::Message as Frame;

/// The longest time to live that a client can give a message, in seconds.
const MAX_TTL: u32 = 300;

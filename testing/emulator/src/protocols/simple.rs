//! Clients without a subprotocol: frames are payloads.

use tokio_tungstenite::tungstenite::Message as Frame;

use super::{Request, Violation};
use crate::message::Payload;

/// Whether the frame is text, and its payload.
pub(super) fn message(payload: &Payload) -> (bool, &[u8]) {
    match payload {
        Payload::Text(text) => (true, text.as_bytes()),
        Payload::Json(json) => (true, json.get().as_bytes()),
        Payload::Binary(bytes) | Payload::Protobuf(bytes) => (false, bytes),
    }
}

pub(super) fn read(frame: Frame) -> Result<Request, Violation> {
    match frame {
        Frame::Text(text) => Ok(Request::Raw(Payload::Text(text.as_str().into()))),
        Frame::Binary(bytes) => Ok(Request::Raw(Payload::Binary(bytes))),
        _ => Err(Violation::Kind("Text or binary is expected.")),
    }
}

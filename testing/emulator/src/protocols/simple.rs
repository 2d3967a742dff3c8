//! Clients without a subprotocol: frames are payloads.

use tokio_tungstenite::tungstenite::Message as Frame;

use super::{Request, Violation};
use crate::message::Payload;

pub(super) fn message(payload: &Payload) -> Frame {
    match payload {
        Payload::Text(text) => Frame::text(&**text),
        Payload::Json(json) => Frame::text(json.get()),
        Payload::Binary(bytes) | Payload::Protobuf(bytes) => Frame::Binary(bytes.clone()),
    }
}

pub(super) fn read(frame: Frame) -> Result<Request, Violation> {
    match frame {
        Frame::Text(text) => Ok(Request::Raw(Payload::Text(text.as_str().into()))),
        Frame::Binary(bytes) => Ok(Request::Raw(Payload::Binary(bytes))),
        _ => Err(Violation::Kind("Text or binary is expected.")),
    }
}

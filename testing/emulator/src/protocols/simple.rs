//! Clients without a subprotocol: frames are payloads.

use tokio_tungstenite::tungstenite::Message as Frame;

use crate::message::Payload;

pub(super) fn message(payload: &Payload) -> Frame {
    match payload {
        Payload::Text(text) => Frame::text(&**text),
        Payload::Json(json) => Frame::text(json.get()),
        Payload::Binary(bytes) => Frame::Binary(bytes.clone()),
    }
}

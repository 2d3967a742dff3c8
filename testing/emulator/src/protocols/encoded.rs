//! A message as the frames that its receivers get. Each is made once and shared by all of them.

use bytes::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as WireFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::{Frame, Protocol, json, simple};
use crate::message::Message;

/// Whole frames, with their headers.
#[derive(Debug)]
pub(crate) struct Encoded {
    simple: Bytes,
    json: Bytes,
}

impl Encoded {
    pub(crate) fn new(message: &Message) -> Self {
        Self { simple: wire(simple::message(&message.payload)), json: wire(json::message(message)) }
    }

    /// The frame for a connection of this protocol.
    pub(crate) fn frame(&self, protocol: Protocol) -> &Bytes {
        match protocol {
            Protocol::Simple => &self.simple,
            Protocol::Json => &self.json,
        }
    }
}

/// The bytes of a frame from a server, which have no mask.
fn wire(frame: Frame) -> Bytes {
    let kind = if frame.is_text() { Data::Text } else { Data::Binary };
    let mut bytes = Vec::with_capacity(frame.len() + 10);
    // Writing to memory cannot fail.
    let _ = WireFrame::message(frame.into_data(), OpCode::Data(kind), true).format(&mut bytes);
    bytes.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_have_a_header_for_each_length() {
        assert_eq!(wire(Frame::text("hi")), &b"\x81\x02hi"[..]);
        assert_eq!(wire(Frame::Binary(vec![7; 126].into()))[..5], [0x82, 126, 0, 126, 7]);
        let long = wire(Frame::Binary(vec![7; 0x1_0000].into()));
        assert_eq!(long[..11], [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, 7]);
        assert_eq!(long.len(), 10 + 0x1_0000);
    }
}

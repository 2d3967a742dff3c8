//! A message as the frames that its receivers get. Each is made once and shared by all of them.

use std::time::Duration;

use bytes::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::{Protocol, json, protobuf, simple};
use crate::message::Message;

/// Whole frames, with their headers; for reliable protocols without what differs from client to client.
#[derive(Debug)]
pub(crate) struct Encoded {
    simple: Bytes,
    json: Bytes,
    reliable_json: Bytes,
    protobuf: Bytes,
    reliable_protobuf: Bytes,
    expires: Option<Duration>,
}

impl Encoded {
    /// `json_data`: JSON for protobuf clients goes into this field, not into `text_data`.
    pub(crate) fn new(message: &Message, json_data: bool) -> Self {
        let (text, payload) = simple::message(&message.payload);
        let (simple, _) = frame(text, b"", payload);
        let object = json::message(message);
        let (json, reliable_json) =
            frame(true, json::MESSAGE.as_bytes(), object.as_bytes().get(1..).unwrap_or_default());
        let data = protobuf::message(message, json_data);
        let (protobuf, reliable_protobuf) = frame(false, &protobuf::start(data.len()), &data);
        Self { simple, json, reliable_json, protobuf, reliable_protobuf, expires: message.expires }
    }

    /// The frame for a connection of this protocol. For a reliable one it is the rest, after
    /// [`Protocol::numbered`].
    pub(crate) fn frame(&self, protocol: Protocol) -> &Bytes {
        match protocol {
            Protocol::Simple => &self.simple,
            Protocol::Json => &self.json,
            Protocol::ReliableJson => &self.reliable_json,
            Protocol::Protobuf => &self.protobuf,
            Protocol::ReliableProtobuf => &self.reliable_protobuf,
        }
    }

    /// When it need not be delivered any more.
    pub(crate) fn expires(&self) -> Option<Duration> {
        self.expires
    }
}

/// A whole frame, and the part of it after `start`, in the same memory.
fn frame(text: bool, start: &[u8], rest: &[u8]) -> (Bytes, Bytes) {
    let mut bytes = Vec::with_capacity(10 + start.len() + rest.len());
    write_header(text, start.len() + rest.len(), &mut bytes);
    bytes.extend_from_slice(start);
    let length = bytes.len();
    bytes.extend_from_slice(rest);
    let bytes = Bytes::from(bytes);
    (bytes.clone(), bytes.slice(length..))
}

/// The header of a frame, and its payload but for the last `rest` bytes.
pub(super) fn head(text: bool, start: &[u8], rest: usize) -> Bytes {
    let mut bytes = Vec::with_capacity(10 + start.len());
    write_header(text, start.len() + rest, &mut bytes);
    bytes.extend_from_slice(start);
    bytes.into()
}

/// The header of a frame from a server, which has no mask.
fn write_header(text: bool, length: usize, bytes: &mut Vec<u8>) {
    let opcode = OpCode::Data(if text { Data::Text } else { Data::Binary });
    // Writing to memory cannot fail.
    let _ = FrameHeader { opcode, ..FrameHeader::default() }.format(length as u64, bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_have_a_header_for_each_length() {
        let hi = Bytes::from_static(b"\x81\x02hi");
        assert_eq!(frame(true, b"h", b"i"), (hi.clone(), hi.slice(3..)));
        assert_eq!(frame(false, &[7; 126], b"").0[..5], [0x82, 126, 0, 126, 7]);
        let long = frame(false, b"", &vec![7; 0x1_0000]).0;
        assert_eq!(long[..11], [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, 7]);
        assert_eq!(long.len(), 10 + 0x1_0000);
        assert_eq!(head(true, b"h", 125), &[0x81, 126, 0, 126, b'h'][..]);
    }
}

//! Frames to the client.

use prost::Message as _;
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len};
use tokio_tungstenite::tungstenite::Message as Frame;

use super::data;
use super::downstream::{
    AckMessage, Connected, DATA_FIELD, DataMessage, Disconnected, Downstream, DownstreamMessage, Error, Event,
    InvokeResponse, Pong, SEQUENCE_ID_FIELD, StreamClosed, System,
};
use crate::message::{Message, Origin};
use crate::protocols::Failure;

pub(in crate::protocols) fn connected(
    connection_id: &str,
    user_id: Option<&str>,
    reconnection_token: Option<&str>,
) -> Frame {
    let event = Event::Connected(Connected {
        connection_id: connection_id.to_owned(),
        user_id: user_id.unwrap_or_default().to_owned(),
        reconnection_token: reconnection_token.map(str::to_owned),
    });
    frame(Downstream::System(System { event: Some(event) }))
}

pub(in crate::protocols) fn disconnected(reason: &str) -> Frame {
    let event = Event::Disconnected(Disconnected { reason: reason.to_owned() });
    frame(Downstream::System(System { event: Some(event) }))
}

/// A message as a `DataMessage`: [`start`] or [`numbered`] comes before it.
pub(in crate::protocols) fn message(message: &Message, json_data: bool) -> Vec<u8> {
    let (from, group) = match &message.origin {
        Origin::Server => ("server", None),
        Origin::Group { group, .. } => ("group", Some(group.as_ref().to_owned())),
    };
    let data = Some(data::write(&message.payload, json_data));
    DataMessage { from: from.to_owned(), group, data, metadata: message.metadata.pairs().clone() }.encode_to_vec()
}

/// The first bytes of a message whose `DataMessage` has this length.
pub(in crate::protocols) fn start(length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(24);
    encode_key(DATA_FIELD, WireType::LengthDelimited, &mut bytes);
    encode_varint(length as u64, &mut bytes);
    bytes
}

/// The same, with this sequence id as its first field.
pub(in crate::protocols) fn numbered(sequence: u64, length: usize) -> Vec<u8> {
    let mut bytes = start(key_len(SEQUENCE_ID_FIELD) + encoded_len_varint(sequence) + length);
    encode_key(SEQUENCE_ID_FIELD, WireType::Varint, &mut bytes);
    encode_varint(sequence, &mut bytes);
    bytes
}

pub(in crate::protocols) fn ack(id: u64, result: Result<(), &Failure>) -> Frame {
    frame(Downstream::Ack(AckMessage { ack_id: id, success: result.is_ok(), error: result.err().map(error) }))
}

pub(in crate::protocols) fn pong() -> Frame {
    frame(Downstream::Pong(Pong {}))
}

pub(in crate::protocols) fn invoke_response(id: String, failure: &Failure) -> Frame {
    let error = Some(error(failure));
    frame(Downstream::InvokeResponse(InvokeResponse { invocation_id: id, success: false, error }))
}

pub(in crate::protocols) fn stream_closed(id: String, failure: &Failure) -> Frame {
    frame(Downstream::StreamClosed(StreamClosed { stream_id: id, error: Some(error(failure)) }))
}

fn error(failure: &Failure) -> Error {
    Error { name: failure.name().to_owned(), message: failure.message() }
}

fn frame(message: Downstream) -> Frame {
    Frame::Binary(DownstreamMessage { message: Some(message) }.encode_to_vec().into())
}

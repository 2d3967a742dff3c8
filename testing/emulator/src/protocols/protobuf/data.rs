//! `MessageData`: the payload of a message.

use bytes::Bytes;
use prost::{Message, Oneof};

use crate::message::Payload;

#[derive(Clone, PartialEq, Message)]
pub(super) struct MessageData {
    #[prost(oneof = "Kind", tags = "1, 2, 3, 4")]
    pub(super) kind: Option<Kind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Kind {
    #[prost(string, tag = "1")]
    Text(String),
    #[prost(bytes = "bytes", tag = "2")]
    Binary(Bytes),
    /// An `Any`, as it is on the wire: it goes on unchanged.
    #[prost(bytes = "bytes", tag = "3")]
    Protobuf(Bytes),
    #[prost(string, tag = "4")]
    Json(String),
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "bytes", tag = "2")]
    value: Bytes,
}

/// The payload. If it may be absent, an absent one is empty text.
pub(super) fn read(data: Option<MessageData>, may_be_absent: bool) -> Result<Payload, String> {
    match data.and_then(|data| data.kind) {
        None if may_be_absent => Ok(Payload::Text("".into())),
        None => Err("Missing data: one of text_data, binary_data, protobuf_data and json_data is required.".to_owned()),
        Some(Kind::Text(text)) => Ok(Payload::Text(text.into())),
        Some(Kind::Binary(bytes)) => Ok(Payload::Binary(bytes)),
        Some(Kind::Protobuf(any)) => match Any::decode(any.clone()) {
            Ok(_) => Ok(Payload::Protobuf(any)),
            Err(error) => Err(format!("Invalid 'protobuf_data': {error}.")),
        },
        Some(Kind::Json(json)) => match serde_json::from_str::<Box<serde_json::value::RawValue>>(&json) {
            Ok(json) => Ok(Payload::Json(json.into())),
            Err(error) => Err(format!("Invalid 'json_data': {error}.")),
        },
    }
}

/// The payload as it is on the wire. JSON is text for clients that do not know `json_data`.
pub(super) fn write(payload: &Payload, json_data: bool) -> MessageData {
    let kind = match payload {
        Payload::Text(text) => Kind::Text(text.as_ref().to_owned()),
        Payload::Json(json) if json_data => Kind::Json(json.get().to_owned()),
        Payload::Json(json) => Kind::Text(json.get().to_owned()),
        Payload::Binary(bytes) => Kind::Binary(bytes.clone()),
        Payload::Protobuf(any) => Kind::Protobuf(any.clone()),
    };
    MessageData { kind: Some(kind) }
}

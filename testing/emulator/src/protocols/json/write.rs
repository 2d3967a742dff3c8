//! Frames to the client.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::message::{Message, Origin, Payload};
use crate::protocols::Failure;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Downstream<'a> {
    System(System<'a>),
    Ack(Ack),
    Pong,
    InvokeResponse(InvokeResponse<'a>),
    StreamClosed(StreamClosed<'a>),
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum System<'a> {
    Connected {
        user_id: Option<&'a str>,
        connection_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reconnection_token: Option<&'a str>,
    },
    Disconnected {
        message: &'a str,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Delivered<'a> {
    from: &'static str,
    #[serde(flatten)]
    group: Option<FromGroup<'a>>,
    data_type: &'static str,
    data: Data<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FromGroup<'a> {
    group: &'a str,
    from_user_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Text(&'a str),
    Json(&'a RawValue),
    Base64(String),
}

#[derive(Serialize)]
struct Ack {
    #[serde(rename = "ackId")]
    id: u64,
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvokeResponse<'a> {
    invocation_id: &'a str,
    success: bool,
    error: Error,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StreamClosed<'a> {
    stream_id: &'a str,
    error: Error,
}

#[derive(Serialize)]
struct Error {
    name: &'static str,
    message: String,
}

impl From<&Failure> for Error {
    fn from(failure: &Failure) -> Self {
        Self { name: failure.name(), message: failure.message() }
    }
}

pub(in crate::protocols) fn connected(
    connection_id: &str,
    user_id: Option<&str>,
    reconnection_token: Option<&str>,
) -> Frame {
    frame(&Downstream::System(System::Connected { user_id, connection_id, reconnection_token }))
}

pub(in crate::protocols) fn disconnected(message: &str) -> Frame {
    frame(&Downstream::System(System::Disconnected { message }))
}

/// The first characters of a message.
pub(in crate::protocols) const MESSAGE: &str = r#"{"type":"message","#;

/// The same, with this sequence id.
pub(in crate::protocols) fn numbered(sequence: u64) -> String {
    format!(r#"{MESSAGE}"sequenceId":{sequence},"#)
}

/// A message as an object without its type: [`MESSAGE`] stands in the place of the brace.
pub(in crate::protocols) fn message(message: &Message) -> String {
    let (data_type, data) = match &message.payload {
        Payload::Text(text) => ("text", Data::Text(text)),
        Payload::Json(json) => ("json", Data::Json(json)),
        Payload::Binary(bytes) => ("binary", Data::Base64(STANDARD.encode(bytes))),
        Payload::Protobuf(bytes) => ("protobuf", Data::Base64(STANDARD.encode(bytes))),
    };
    let (from, group) = match &message.origin {
        Origin::Server => ("server", None),
        Origin::Group { group, user } => ("group", Some(FromGroup { group, from_user_id: user.as_deref() })),
    };
    let metadata = message.metadata.pairs();
    json(&Delivered { from, group, data_type, data, metadata })
}

pub(in crate::protocols) fn ack(id: u64, result: Result<(), &Failure>) -> Frame {
    let error = result.err().map(Error::from);
    frame(&Downstream::Ack(Ack { id, success: error.is_none(), error }))
}

pub(in crate::protocols) fn pong() -> Frame {
    frame(&Downstream::Pong)
}

pub(in crate::protocols) fn invoke_response(invocation_id: &str, failure: &Failure) -> Frame {
    frame(&Downstream::InvokeResponse(InvokeResponse { invocation_id, success: false, error: failure.into() }))
}

pub(in crate::protocols) fn stream_closed(stream_id: &str, failure: &Failure) -> Frame {
    frame(&Downstream::StreamClosed(StreamClosed { stream_id, error: failure.into() }))
}

fn frame(what: &Downstream<'_>) -> Frame {
    Frame::text(json(what))
}

fn json(what: &impl Serialize) -> String {
    // Serializing strings, numbers and string keys to memory cannot fail.
    serde_json::to_string(what).unwrap_or_default()
}

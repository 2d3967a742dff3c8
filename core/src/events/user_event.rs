//! What a client sends to the server.

use super::event::event_methods;
use super::{EventContext, EventError, Respond, UpstreamResponse};
use crate::Message;
use alloc::string::String;
use bytes::Bytes;
use core::fmt;
use serde::de::DeserializeOwned;

/// A message or an event of a client; the service waits for the response.
///
/// All that a simple WebSocket client sends is the event `message`. Clients of a Web PubSub subprotocol name their events, and
/// clients of MQTT publish to `$webpubsub/server/events/{name}`.
#[derive(Clone)]
pub struct UserEvent {
    context: EventContext,
    body: Bytes,
}

/// What an event's data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataType {
    /// `text/plain`
    Text,
    /// `application/json`
    Json,
    /// `application/octet-stream`, no content type, and whatever is not one of the others.
    Binary,
    /// `application/x-protobuf`: a `google.protobuf.Any`, as it came.
    Protobuf,
}

event_methods!(UserEvent);

impl UserEvent {
    pub(super) fn new(context: EventContext, body: Bytes) -> Self {
        Self { context, body }
    }

    /// The event's name; `message` for what a simple client sends.
    pub fn name(&self) -> &str {
        self.context.event_name()
    }

    /// What the data is, by its content type.
    pub fn data_type(&self) -> DataType {
        let kind = self.content_type().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let is = |name: &str| kind.eq_ignore_ascii_case(name);
        match () {
            () if is("text/plain") => DataType::Text,
            () if is("application/json") => DataType::Json,
            () if is("application/x-protobuf") => DataType::Protobuf,
            () => DataType::Binary,
        }
    }

    /// The `Content-Type`; of MQTT it is the client's.
    pub fn content_type(&self) -> Option<&str> {
        self.context.content_type()
    }

    /// The data, as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The data as text; an error if it is of another type, or not UTF-8.
    pub fn text(&self) -> Result<&str, EventError> {
        if self.data_type() != DataType::Text {
            return Err(self.is_not("text"));
        }
        core::str::from_utf8(&self.body).map_err(|_| EventError::new("text", "the data is not UTF-8"))
    }

    /// The data as JSON of this type; an error if it is of another type, or not JSON of this one.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, EventError> {
        if self.data_type() != DataType::Json {
            return Err(self.is_not("json"));
        }
        serde_json::from_slice(&self.body).map_err(|error| EventError::new("json", alloc::format!("{error}")))
    }

    fn is_not(&self, field: &'static str) -> EventError {
        EventError::new(
            field,
            match self.data_type() {
                DataType::Text => "the data is text, by its content type",
                DataType::Json => "the data is JSON, by its content type",
                DataType::Binary => "the data is binary, by its content type",
                DataType::Protobuf => "the data is protobuf, by its content type",
            },
        )
    }

    /// The data as a message, to send it on: text, JSON, or bytes. An error if it is not what its content type says.
    pub fn message(&self) -> Result<Message, EventError> {
        match self.data_type() {
            DataType::Text => self.text().map(Message::text),
            DataType::Json => {
                Message::raw_json(self.body.clone()).map_err(|_| EventError::new("json", "the data is not valid JSON"))
            }
            DataType::Binary | DataType::Protobuf => Ok(Message::binary(self.body.clone())),
        }
    }

    /// Takes the event without a message for the client.
    pub fn accept(&self) -> Respond {
        Respond::new(None)
    }

    /// Sends a message to the client. A simple client receives it as a frame, others as a message from the server.
    pub fn respond(&self, message: Message) -> Respond {
        Respond::new(Some(message))
    }

    /// Refuses the event, with a status from 400 to 599 and a text. The service may close the connection.
    pub fn refuse(&self, status: u16, text: impl Into<String>) -> UpstreamResponse {
        UpstreamResponse::refusal(status, text.into())
    }
}

/// Shows no data.
impl fmt::Debug for UserEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserEvent")
            .field("context", &self.context)
            .field("data_type", &self.data_type())
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

//! What a frame is: a message, something about the connection, or nothing to print.

use super::Client;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// What arrived.
#[derive(Debug)]
pub(super) enum Arrival<'a> {
    Message(Message<'a>),
    /// Something about the connection.
    Notice(String),
    /// Nothing to print.
    Nothing,
}

/// A message, and what is known of it.
#[derive(Debug, Default)]
pub(super) struct Message<'a> {
    /// The envelope of the JSON subprotocol as it came, if there is one.
    pub(super) envelope: Option<&'a str>,
    pub(super) content: Content<'a>,
    pub(super) group: Option<Cow<'a, str>>,
    pub(super) user: Option<Cow<'a, str>>,
    /// The `dataType` of the envelope, else that of the frame.
    pub(super) kind: Cow<'a, str>,
}

#[derive(Debug)]
pub(super) enum Content<'a> {
    Text(Cow<'a, str>),
    Json(&'a str),
    Bytes(&'a [u8]),
}

impl Default for Content<'_> {
    fn default() -> Self {
        Self::Text("".into())
    }
}

/// The parts of an envelope of the JSON subprotocol that matter here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    event: Option<Cow<'a, str>>,
    #[serde(borrow)]
    connection_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    group: Option<Cow<'a, str>>,
    #[serde(borrow)]
    from_user_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

pub(super) fn read(frame: &Frame, client: Client) -> Arrival<'_> {
    match (frame, client) {
        (Frame::Text(text), Client::Json) => envelope(text),
        (Frame::Text(text), Client::Simple) => Arrival::Message(Message::bare("text", Content::Text((**text).into()))),
        (Frame::Binary(bytes), _) => Arrival::Message(Message::bare("binary", Content::Bytes(bytes))),
        _ => Arrival::Nothing,
    }
}

fn envelope(text: &str) -> Arrival<'_> {
    let Ok(envelope) = serde_json::from_str::<Envelope<'_>>(text) else {
        return Arrival::Message(Message::bare("text", Content::Text(text.into())));
    };
    match (&*envelope.kind, envelope.event.as_deref()) {
        ("message", _) => Arrival::Message(envelope.message(text)),
        ("system", Some("connected")) => {
            Arrival::Notice(format!("connected as {}", envelope.connection_id.unwrap_or_default()))
        }
        ("system", Some("disconnected")) => {
            Arrival::Notice(format!("disconnected: {}", envelope.message.unwrap_or_default()))
        }
        _ => Arrival::Nothing,
    }
}

impl<'a> Envelope<'a> {
    fn message(self, text: &'a str) -> Message<'a> {
        let data = self.data.map_or("", RawValue::get);
        let content = match serde_json::from_str(data) {
            Ok(text) if self.data_type.as_deref() != Some("json") => Content::Text(text),
            _ => Content::Json(data),
        };
        let (group, user) = (self.group, self.from_user_id.filter(|user| !user.is_empty()));
        Message { envelope: Some(text), content, group, user, kind: self.data_type.unwrap_or_default() }
    }
}

impl<'a> Message<'a> {
    fn bare(kind: &'static str, content: Content<'a>) -> Self {
        Self { content, kind: kind.into(), ..Self::default() }
    }
}

/// The text for a close frame.
pub(super) struct CloseText<'a>(pub(super) Option<&'a CloseFrame>);

impl fmt::Display for CloseText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(close) if close.reason.is_empty() => write!(f, "closed by the service with code {}", close.code),
            Some(close) => write!(f, "closed by the service with code {}: {}", close.code, close.reason),
            None => f.write_str("closed by the service"),
        }
    }
}

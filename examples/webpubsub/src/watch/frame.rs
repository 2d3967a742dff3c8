//! What is printed for a frame.

use super::Client;
use crate::output::{one_json_line, one_line};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use std::fmt;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// What arrived.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// A message, as the line to print.
    Message(String),
    /// Something about the connection.
    Notice(String),
    /// Nothing to print.
    Nothing,
}

/// The parts of an envelope of the JSON subprotocol that matter here; the envelope is printed unchanged.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    event: Option<String>,
    connection_id: Option<String>,
    message: Option<String>,
}

pub(super) fn read(frame: &Frame, client: Client, json: bool) -> Arrival {
    match (frame, client) {
        (Frame::Text(text), Client::Json) => envelope(text),
        (Frame::Text(text), Client::Simple) if json => {
            Arrival::Message(one_json_line(&json!({"dataType": "text", "data": text.as_str()}).to_string()))
        }
        (Frame::Text(text), Client::Simple) => Arrival::Message(one_line(text)),
        (Frame::Binary(bytes), _) if json => {
            Arrival::Message(json!({"dataType": "binary", "data": STANDARD.encode(bytes)}).to_string())
        }
        (Frame::Binary(bytes), _) => Arrival::Message(STANDARD.encode(bytes)),
        _ => Arrival::Nothing,
    }
}

fn envelope(text: &str) -> Arrival {
    let Ok(envelope) = serde_json::from_str::<Envelope>(text) else {
        return Arrival::Message(one_line(text));
    };
    match (envelope.kind.as_str(), envelope.event.as_deref()) {
        ("message", _) => Arrival::Message(one_json_line(text)),
        ("system", Some("connected")) => {
            Arrival::Notice(format!("connected as {}", envelope.connection_id.unwrap_or_default()))
        }
        ("system", Some("disconnected")) => {
            Arrival::Notice(format!("disconnected: {}", envelope.message.unwrap_or_default()))
        }
        _ => Arrival::Nothing,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let message = |text: &str| Arrival::Message(text.into());
        for (frame, client, json, arrival) in [
            (Frame::text("a\nb"), Client::Simple, false, message("a\\nb")),
            (Frame::text("a\nb"), Client::Simple, true, message(r#"{"data":"a\nb","dataType":"text"}"#)),
            (Frame::binary(vec![0, 255]), Client::Simple, false, message("AP8=")),
            (Frame::binary(vec![0]), Client::Simple, true, message(r#"{"data":"AA==","dataType":"binary"}"#)),
            (Frame::text("{\"type\":\"message\",\n\"data\":1.0}"), Client::Json, false, {
                message(r#"{"type":"message", "data":1.0}"#)
            }),
            (Frame::text(r#"{"type":"ack","ackId":1}"#), Client::Json, false, Arrival::Nothing),
            (Frame::Ping(Vec::new().into()), Client::Json, false, Arrival::Nothing),
        ] {
            assert_eq!(read(&frame, client, json), arrival, "{frame:?}");
        }
        let connected = Frame::text(r#"{"type":"system","event":"connected","connectionId":"c1","userId":null}"#);
        assert_eq!(read(&connected, Client::Json, false), Arrival::Notice("connected as c1".into()));
    }
}

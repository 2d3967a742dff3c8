//! The message of a send.

use super::{Stop, needed};
use crate::case::{self, Args, ContentType};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use webpubsub_core::Message;

/// The message as a program would write it that means what the call says.
///
/// A text for which no content type was passed is JSON in all SDKs; here a program says so.
pub(super) fn make(args: &mut Args) -> Result<Message, Stop> {
    let message = needed(&mut args.message, "message")?;
    let content_type = std::mem::take(&mut args.content_type);
    let usual = match (&content_type, &message) {
        (ContentType::NotPassed, case::Message::Text(_)) | (_, case::Message::Json(_)) => "application/json",
        (_, case::Message::Text(_)) => "text/plain",
        _ => "application/octet-stream",
    };
    match (message, content_type.essence().unwrap_or(usual)) {
        (case::Message::Json(value), "application/json") => Ok(Message::json(&value)?),
        (case::Message::Text(text), "application/json") => Ok(Message::json(&text)?),
        (case::Message::Text(text), "text/plain") => Ok(Message::text(text)),
        (case::Message::Text(text), "application/octet-stream") => Ok(Message::binary(text.into_bytes())),
        (case::Message::BytesB64(bytes) | case::Message::StreamB64(bytes), "application/octet-stream") => {
            Ok(Message::binary(decode(&bytes)?))
        }
        (case::Message::BytesB64(bytes), "text/plain") => match String::from_utf8(decode(&bytes)?) {
            Ok(text) => Ok(Message::text(text)),
            Err(_) => Err(Stop::no_such_value("message")),
        },
        (case::Message::BytesB64(bytes), "application/json") => Ok(Message::raw_json(decode(&bytes)?)?),
        _ => Err(Stop::no_such_value("message")),
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, Stop> {
    STANDARD.decode(base64).map_err(|error| Stop::unknown(format!("message: {error}")))
}

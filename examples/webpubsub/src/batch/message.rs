//! A line's message.

use super::fields::Fields;
use crate::commands::MessageArgs;
use crate::failure::{Failure, wrong_use};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use webpubsub_hyper::Message;

/// The content of the message.
enum Given {
    Json(String),
    Text(String),
    Bytes(Vec<u8>),
}

/// `message` with `content_type`: if it is absent, the message's kind decides; if it is null, a text is JSON, as in the
/// official SDKs.
pub(super) fn take(args: &mut Fields) -> Result<MessageArgs, Failure> {
    Ok(MessageArgs::ready(needed(args)?))
}

/// As [`take`], for an operation with an optional message.
pub(super) fn take_if_given(args: &mut Fields) -> Result<MessageArgs, Failure> {
    if args.has("message") { take(args) } else { Ok(MessageArgs::default()) }
}

fn needed(args: &mut Fields) -> Result<Message, Failure> {
    let named = args.has("content_type");
    let content_type = args.text("content_type")?;
    let content_type = content_type.as_deref().map(|text| text.split(';').next().unwrap_or_default().trim());
    let given = given(args.needed_object("message", r#"{"text": "hi"}"#)?)?;
    let kind = match (&given, content_type) {
        (_, Some(content_type)) => content_type,
        (Given::Text(_), None) if !named => "text/plain",
        (Given::Text(_) | Given::Json(_), None) => "application/json",
        (Given::Bytes(_), None) => "application/octet-stream",
    };
    match (given, kind) {
        (Given::Json(json), "application/json") => Ok(Message::raw_json(json)?),
        (Given::Text(text), "text/plain") => Ok(Message::text(text)),
        (Given::Text(text), "application/json") => Ok(Message::json(&text)?),
        (Given::Text(text), "application/octet-stream") => Ok(Message::binary(text.into_bytes())),
        (Given::Bytes(bytes), "application/octet-stream") => Ok(Message::binary(bytes)),
        (Given::Bytes(bytes), "application/json") => Ok(Message::raw_json(bytes)?),
        (Given::Bytes(bytes), "text/plain") => {
            String::from_utf8(bytes).map(Message::text).map_err(|_| wrong_use("message", "is not valid UTF-8"))
        }
        _ => Err(wrong_use("content_type", "must be text/plain, application/json or application/octet-stream and fit")),
    }
}

fn given(mut message: Fields) -> Result<Given, Failure> {
    let json = message.raw("json").map(|json| Given::Json(json.get().to_owned()));
    let text = message.text("text")?.map(Given::Text);
    let bytes = message.text("bytes_b64")?.or(message.text("stream_b64")?).map(|base64| decode(&base64)).transpose()?;
    message.finish()?;
    let mut all = [json, text, bytes].into_iter().flatten();
    match (all.next(), all.next()) {
        (Some(given), None) => Ok(given),
        _ => Err(wrong_use("message", "must have one of json, text, bytes_b64 and stream_b64")),
    }
}

fn decode(base64: &str) -> Result<Given, Failure> {
    STANDARD.decode(base64).map(Given::Bytes).map_err(|_| wrong_use("message", "is not valid base64"))
}

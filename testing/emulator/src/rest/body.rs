//! Message bodies. The checks are in this order: length, content type, bytes, content.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::error::Rejection;
use crate::clients::MAX_MESSAGE_SIZE;
use crate::content::Kind;
use crate::message::Payload;
use crate::server::{Body, Unread};

/// Reads the body as a message.
pub(super) async fn message(headers: &HeaderMap, body: &mut Body<'_>) -> Result<Payload, Rejection> {
    check_length(headers)?;
    let kind = kind(headers)?;
    kind.payload(bytes(body).await?).map_err(|problem| Rejection::bad_request("body", problem))
}

/// Reads a body of parameters, whose content type must be JSON.
pub(super) async fn json(headers: &HeaderMap, body: &mut Body<'_>) -> Result<Bytes, Rejection> {
    check_length(headers)?;
    let is_json = headers.contains_key(CONTENT_TYPE) && matches!(kind(headers)?, Kind::Json);
    if is_json { bytes(body).await } else { Err(Rejection::status(StatusCode::UNSUPPORTED_MEDIA_TYPE)) }
}

fn check_length(headers: &HeaderMap) -> Result<(), Rejection> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    match length {
        Some(length) if length <= MAX_MESSAGE_SIZE => Ok(()),
        _ => Err(Rejection::bad_request("Content-Length", "Invalid Content-Length header.")),
    }
}

async fn bytes(body: &mut Body<'_>) -> Result<Bytes, Rejection> {
    body.read(MAX_MESSAGE_SIZE).await.map_err(|unread| match unread {
        Unread::Invalid => Rejection::bad_request("body", unread.message()),
        Unread::Late => Rejection::request_timeout("body", unread.message()),
    })
}

fn kind(headers: &HeaderMap) -> Result<Kind, Rejection> {
    Kind::of(headers).ok_or_else(|| Rejection::status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

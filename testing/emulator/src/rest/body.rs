//! Message bodies. The checks are in this order: length, content type, bytes, content.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::error::Rejection;
use crate::clients::MAX_MESSAGE_SIZE;
use crate::message::Payload;
use crate::server::{Body, Unread};

/// Reads the body as a message.
pub(super) async fn message(headers: &HeaderMap, body: &mut Body<'_>) -> Result<Payload, Rejection> {
    check_length(headers)?;
    let kind = Kind::of(headers)?;
    kind.payload(bytes(body).await?)
}

/// Reads a body of parameters, whose content type must be JSON.
pub(super) async fn json(headers: &HeaderMap, body: &mut Body<'_>) -> Result<Bytes, Rejection> {
    check_length(headers)?;
    let is_json = headers.contains_key(CONTENT_TYPE) && matches!(Kind::of(headers)?, Kind::Json);
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

enum Kind {
    Text(&'static encoding_rs::Encoding),
    Json,
    Binary,
}

impl Kind {
    fn of(headers: &HeaderMap) -> Result<Self, Rejection> {
        let unsupported = || Rejection::status(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let Some(line) = headers.get(CONTENT_TYPE) else {
            return Ok(Self::Binary);
        };
        let mut parts = line.to_str().map_err(|_| unsupported())?.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        match essence.as_str() {
            "text/plain" => {
                let charset = parts.find_map(charset).unwrap_or("utf-8");
                encoding_rs::Encoding::for_label(charset.as_bytes()).map(Self::Text).ok_or_else(unsupported)
            }
            "application/json" => Ok(Self::Json),
            "application/octet-stream" => Ok(Self::Binary),
            _ => Err(unsupported()),
        }
    }

    fn payload(self, bytes: Bytes) -> Result<Payload, Rejection> {
        let invalid = |message: &str| Rejection::bad_request("body", message);
        match self {
            Self::Binary => Ok(Payload::Binary(bytes)),
            Self::Json => serde_json::from_slice::<Box<serde_json::value::RawValue>>(&bytes)
                .map(|json| Payload::Json(json.into()))
                .map_err(|error| invalid(&format!("The body is not valid JSON: {error}."))),
            // Bytes that are invalid in the charset become U+FFFD; a BOM is kept as a character.
            Self::Text(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                Ok(Payload::Text(text.into()))
            }
        }
    }
}

fn charset(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, body: &[u8]) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().expect("header"));
        match Kind::of(&headers).ok()?.payload(Bytes::copy_from_slice(body)).ok()? {
            Payload::Text(text) => Some(text.to_string()),
            Payload::Json(json) => Some(json.get().to_owned()),
            Payload::Binary(bytes) | Payload::Protobuf(bytes) => Some(format!("{bytes:?}")),
        }
    }

    #[test]
    fn kinds() {
        assert_eq!(read("text/plain", "é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(read("Text/Plain; Charset=\"ISO-8859-1\"", b"\xe9").as_deref(), Some("é"));
        assert_eq!(read("text/plain;charset=utf-16le", b"h\0i\0").as_deref(), Some("hi"));
        assert_eq!(read("text/plain", "\u{feff}x".as_bytes()).as_deref(), Some("\u{feff}x"), "a BOM is text");
        assert_eq!(read("text/plain", b"a\xff").as_deref(), Some("a\u{fffd}"));
        assert_eq!(read("text/plain; charset=klingon", b"x"), None);
        assert_eq!(read("application/octet-stream", b"\xff").as_deref(), Some("b\"\\xff\""));
        assert_eq!(read("text/html", b"x"), None);
        assert_eq!(read("application/json-patch+json", b"1"), None);
    }

    #[test]
    fn json_stays_as_written() {
        let written = r#"{"a": 1e400, "a": 12345678901234567890123, "b": "\ud800\u0041"}"#;
        assert_eq!(read("application/json; charset=utf-8", written.as_bytes()).as_deref(), Some(written));
        for bad in ["", " ", "{", "nul", "1 2", "'a'", "{\"a\":}", "\u{feff}1"] {
            assert_eq!(read("application/json", bad.as_bytes()), None, "{bad}");
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(read("application/json", deep.as_bytes()).is_some(), "depth does not matter");
    }
}

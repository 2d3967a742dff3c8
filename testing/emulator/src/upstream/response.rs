//! The response to a user event: a message for its sender.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response};

use super::failure::Failure;
use crate::content::Kind;
use crate::message::Payload;
use crate::metadata::{HEADER_PREFIX, Metadata};

/// The message in a response with a 2xx status; `None` if it is empty.
pub(super) fn message(response: &Response<Bytes>) -> Result<Option<(Payload, Metadata)>, Failure> {
    let metadata = metadata(response.headers())?;
    if response.body().is_empty() {
        return Ok((!metadata.pairs().is_empty()).then(|| (Payload::Text("".into()), metadata)));
    }
    let kind = Kind::of(response.headers());
    let kind = kind.ok_or_else(|| Failure::Response("its content type is not supported".to_owned()))?;
    Ok(Some((kind.payload(response.body().clone()).map_err(Failure::Response)?, metadata)))
}

/// Of a repeated header, the last one is used.
fn metadata(headers: &HeaderMap) -> Result<Metadata, Failure> {
    let mut pairs = BTreeMap::new();
    for (name, value) in headers {
        let Some(key) = name.as_str().strip_prefix(HEADER_PREFIX).filter(|key| !key.is_empty()) else { continue };
        let value = value.to_str().map_err(|_| Failure::Response(format!("metadata value of '{key}'")))?;
        pairs.insert(key.to_owned(), value.to_owned());
    }
    Metadata::new(pairs).map_err(Failure::Response)
}

/// The state that a response sets: the last `ce-connectionState`; `None` if it has none.
pub(super) fn state(headers: &HeaderMap) -> Option<String> {
    let last = headers.get_all("ce-connectionstate").iter().next_back();
    last.map(HeaderValue::as_bytes).map(|value| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&'static str, &'static str)], body: &'static str) -> Result<String, String> {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        for (name, value) in headers {
            response.headers_mut().append(*name, HeaderValue::from_static(value));
        }
        let shown = |payload: Payload| match payload {
            Payload::Text(text) => format!("text {text}"),
            Payload::Json(json) => format!("json {}", json.get()),
            Payload::Binary(bytes) => format!("binary {bytes:?}"),
            Payload::Protobuf(_) => "protobuf".to_owned(),
        };
        match message(&response).map_err(|failure| failure.to_string())? {
            None => Ok("nothing".to_owned()),
            Some((payload, metadata)) => Ok(format!("{} {:?}", shown(payload), metadata.pairs())),
        }
    }

    #[test]
    fn messages() {
        for (headers, body, expected) in [
            (&[][..], "", "nothing"),
            (&[("content-type", "text/html")], "", "nothing"),
            (&[], "x", "binary b\"x\" {}"),
            (&[("content-type", "text/plain; charset=utf-8")], "x", "text x {}"),
            (&[("content-type", "application/json")], "[1]", "json [1] {}"),
            (&[("content-type", "application/octet-stream")], "x", "binary b\"x\" {}"),
            (&[("x-webpubsub-metadata-A", "1"), ("x-webpubsub-metadata-a", "2")], "", "text  {\"a\": \"2\"}"),
        ] {
            assert_eq!(read(headers, body).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn rejected() {
        assert!(read(&[("content-type", "text/html")], "x").is_err());
        assert!(read(&[("content-type", "application/x-protobuf")], "x").is_err());
        assert!(read(&[("content-type", "application/json")], "{").is_err());
    }

    #[test]
    fn states() {
        let mut headers = HeaderMap::new();
        assert_eq!(state(&headers), None);
        headers.append("ce-connectionState", HeaderValue::from_static("a"));
        assert_eq!(state(&headers).as_deref(), Some("a"));
        headers.append("ce-connectionState", HeaderValue::from_static(""));
        assert_eq!(state(&headers).as_deref(), Some(""), "an empty one clears");
    }
}

//! What is sent to clients.

use crate::{BuildError, json};
use alloc::format;
use alloc::string::String;
use bytes::{Buf, Bytes};
use core::fmt;
use serde::Serialize;

/// A message: text, JSON or bytes, at most [`Message::LIMIT`] bytes long.
///
/// There is no conversion from `&str` on purpose: whether `"5"` means a text or a JSON number is the caller's to say.
///
/// How it arrives depends on the client. A simple WebSocket client gets text and JSON as a text frame and bytes as a
/// binary frame; a client of a Web PubSub subprotocol gets an envelope with the kind as its `dataType`.
///
/// ```
/// # use webpubsub_core::Message;
/// let text = Message::text("hi");
/// let json = Message::json(&["a", "b"])?;
/// let bytes = Message::binary(vec![0u8, 255]);
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    kind: Kind,
    body: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Json,
    Binary,
}

impl Message {
    /// The most that the service takes as one message, in bytes of its encoded form. A longer one is refused when it is
    /// sent, before any of it leaves.
    pub const LIMIT: usize = 1_048_576;

    /// `text/plain`, UTF-8.
    pub fn text(text: impl Into<String>) -> Self {
        Self { kind: Kind::Text, body: Bytes::from(text.into()) }
    }

    /// `application/json`: the value is written as JSON here, once. Fails only if the value's `Serialize` fails, or for
    /// map keys that are no strings.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, BuildError> {
        match serde_json::to_vec(value) {
            Ok(body) => Ok(Self { kind: Kind::Json, body: body.into() }),
            Err(error) => Err(BuildError::new("message", format!("cannot be written as JSON: {error}"))),
        }
    }

    /// `application/json`, for text that is JSON already, in UTF-8. It is checked, and sent byte for byte; the error
    /// names the first byte that is wrong, counted from 0.
    pub fn raw_json(json: impl Into<Bytes>) -> Result<Self, BuildError> {
        let body = json.into();
        match json::check(&body) {
            Ok(()) => Ok(Self { kind: Kind::Json, body }),
            Err(at) => Err(BuildError::new("message", format!("is no JSON from byte {at} on"))),
        }
    }

    /// `application/octet-stream`: bytes as they are. `Vec<u8>`, `Bytes` and `&'static [u8]` are taken without a copy.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self { kind: Kind::Binary, body: bytes.into() }
    }

    /// `application/octet-stream` from a buffer that may lie in pieces; copied into one unless it is `Bytes`.
    pub fn binary_from(mut buffer: impl Buf) -> Self {
        let length = buffer.remaining();
        Self::binary(buffer.copy_to_bytes(length))
    }

    /// The `Content-Type` that the message travels with.
    pub fn content_type(&self) -> &'static str {
        match self.kind {
            Kind::Text => "text/plain",
            Kind::Json => "application/json",
            Kind::Binary => "application/octet-stream",
        }
    }

    /// The encoded message.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// What a request carries, if it is not too long.
    pub(crate) fn content(&self) -> Result<crate::request::Content, BuildError> {
        self.check()?;
        Ok((Some(self.content_type().into()), self.body.clone()))
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let length = self.body.len();
        if length <= Self::LIMIT {
            return Ok(());
        }
        Err(BuildError::new("message", format!("must have at most {} bytes, has {length}", Self::LIMIT)))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("kind", &self.kind).field("bytes", &self.body.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_bodies() {
        assert_eq!(Message::json("just a string").expect("json").body().as_ref(), br#""just a string""#);
        assert_eq!(Message::json(&()).expect("json").body().as_ref(), b"null");
        assert_eq!(Message::raw_json("{ }").expect("json").body().as_ref(), b"{ }");
        assert!(Message::raw_json("{").is_err());
        assert!(Message::raw_json("").is_err());
        let pieces = Bytes::from_static(b"ab").chain(Bytes::from_static(b"cd"));
        assert_eq!(Message::binary_from(pieces), Message::binary("abcd"));
    }

    #[test]
    fn the_limit_is_named() {
        assert!(Message::binary(alloc::vec![0; Message::LIMIT]).check().is_ok());
        let error = Message::binary(alloc::vec![0; Message::LIMIT + 1]).check().expect_err("too long");
        assert_eq!(alloc::format!("{error}"), "message: must have at most 1048576 bytes, has 1048577");
    }
}

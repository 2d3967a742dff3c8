//! What is sent to clients.

use crate::{BuildError, json};
use alloc::format;
use alloc::string::String;
use bytes::{Buf, Bytes};
use core::fmt;
use serde::Serialize;

/// A message: text, JSON or bytes, at most [`Message::MAX_SIZE`] bytes long.
///
/// There is no conversion from `&str` on purpose: whether `"5"` is text or a JSON number is the caller's decision. The
/// backends with std have `ReadMessage`, which makes messages of files, standard input and streams.
///
/// How it arrives depends on the client. A simple WebSocket client gets text and JSON as a text frame and bytes as a
/// binary frame; a client of a Web PubSub subprotocol gets an envelope with its `dataType`.
///
/// ```
/// # use webpubsub_core::Message;
/// let text = Message::text("hi");
/// let json = Message::json(&["a", "b"])?;
/// let bytes = Message::binary(vec![0u8, 255]);
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Message {
    data_type: DataType,
    body: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum DataType {
    Text,
    Json,
    Binary,
}

impl Message {
    /// The largest message that the service accepts, in bytes of its encoded form. A larger one is rejected by the call,
    /// before anything is sent.
    pub const MAX_SIZE: usize = 1_048_576;

    /// `text/plain`, UTF-8.
    pub fn text(text: impl Into<String>) -> Self {
        Self { data_type: DataType::Text, body: Bytes::from(text.into()) }
    }

    /// `application/json`: the value is written as JSON here, once. Fails only if the value's `Serialize` fails, or for
    /// map keys that are not strings.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, BuildError> {
        match serde_json::to_vec(value) {
            Ok(body) => Ok(Self { data_type: DataType::Json, body: body.into() }),
            Err(error) => Err(BuildError::new("message", format!("cannot be written as JSON: {error}"))),
        }
    }

    /// `application/json`, for text that is JSON already, in UTF-8. It is checked, and sent byte for byte; the error
    /// names the first byte that is wrong, counted from 0.
    pub fn raw_json(json: impl Into<Bytes>) -> Result<Self, BuildError> {
        let body = json.into();
        match json::check(&body) {
            Ok(()) => Ok(Self { data_type: DataType::Json, body }),
            Err(at) => Err(BuildError::new("message", format!("is not valid JSON at byte {at}"))),
        }
    }

    /// `application/octet-stream`: bytes as they are. `Vec<u8>`, `Bytes` and `&'static [u8]` are taken without a copy.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self { data_type: DataType::Binary, body: bytes.into() }
    }

    /// `application/octet-stream` from a buffer that may lie in pieces; copied into one unless it is `Bytes`.
    pub fn binary_from(mut buffer: impl Buf) -> Self {
        let length = buffer.remaining();
        Self::binary(buffer.copy_to_bytes(length))
    }

    /// The `Content-Type` of the request that sends the message.
    #[inline]
    pub fn content_type(&self) -> &'static str {
        match self.data_type {
            DataType::Text => "text/plain",
            DataType::Json => "application/json",
            DataType::Binary => "application/octet-stream",
        }
    }

    /// The encoded message.
    #[inline]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// At most [`MAX_SIZE`](Self::MAX_SIZE) bytes.
    #[inline]
    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        let length = self.body.len();
        if length <= Self::MAX_SIZE {
            return Ok(());
        }
        Err(BuildError::new("message", format!("must have at most {} bytes, has {length}", Self::MAX_SIZE)))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("data_type", &self.data_type).field("bytes", &self.body.len()).finish()
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
    fn the_maximum_is_named() {
        assert!(Message::binary(alloc::vec![0; Message::MAX_SIZE]).validate().is_ok());
        let error = Message::binary(alloc::vec![0; Message::MAX_SIZE + 1]).validate().expect_err("too long");
        assert_eq!(alloc::format!("{error}"), "message: must have at most 1048576 bytes, has 1048577");
    }
}

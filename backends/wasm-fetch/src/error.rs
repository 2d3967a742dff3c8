//! Errors of the transport, from what the platform throws.

use js_sys::Error;
use std::borrow::Cow;
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use webpubsub_core::{TransportError, TransportErrorKind};

/// The text of an error. Not a `String` as an error: that one's `Debug` brings tables of Unicode with it.
struct Text(Cow<'static, str>);

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Text {}

pub(crate) fn error(kind: TransportErrorKind, text: impl Into<Cow<'static, str>>) -> TransportError {
    TransportError::new(kind, Text(text.into()))
}

/// An error after `fetch` was called. A refused connection, an unknown host, a CORS error and a response that is cut off
/// look the same: platforms hide the difference from scripts on purpose.
pub(crate) fn interrupted(thrown: &JsValue) -> TransportError {
    error(TransportErrorKind::Interrupted, message(thrown))
}

/// The message and, where the platform provides it (Node does), the cause.
pub(crate) fn message(thrown: &JsValue) -> String {
    let Some(error) = thrown.dyn_ref::<Error>() else {
        return "the platform gave no reason".to_owned();
    };
    let message = String::from(error.message());
    match error.cause().dyn_ref::<Error>() {
        Some(cause) => format!("{message}: {}", String::from(cause.message())),
        None => message,
    }
}

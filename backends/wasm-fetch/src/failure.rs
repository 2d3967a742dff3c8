//! What the platform threw, in words.

use js_sys::Error;
use std::borrow::Cow;
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use webpubsub_core::{TransportError, TransportErrorKind};

/// What went wrong, in words. Not a `String` as an error: that one's `Debug` brings tables of Unicode with it.
struct Words(Cow<'static, str>);

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Words {}

pub(crate) fn failure(kind: TransportErrorKind, words: impl Into<Cow<'static, str>>) -> TransportError {
    TransportError::new(kind, Words(words.into()))
}

/// After `fetch` was called. Whether the connection was refused, the name unknown, CORS forbidden or the answer cut off
/// looks the same, and is kept from scripts on purpose.
pub(crate) fn interrupted(thrown: &JsValue) -> TransportError {
    failure(TransportErrorKind::Interrupted, words(thrown))
}

/// The message and, where the platform tells it (Node does), the cause.
pub(crate) fn words(thrown: &JsValue) -> String {
    let Some(error) = thrown.dyn_ref::<Error>() else {
        return "the platform gave no reason".to_owned();
    };
    let message = String::from(error.message());
    match error.cause().dyn_ref::<Error>() {
        Some(cause) => format!("{message}: {}", String::from(cause.message())),
        None => message,
    }
}

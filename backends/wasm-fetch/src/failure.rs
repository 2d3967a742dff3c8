//! What the platform threw, in words.

use js_sys::Error;
use wasm_bindgen::{JsCast, JsValue};
use webpubsub_core::{TransportError, TransportErrorKind};

/// After `fetch` was called. Whether the connection was refused, the name unknown, CORS forbidden or the answer cut off
/// looks the same, and is kept from scripts on purpose.
pub(crate) fn interrupted(thrown: &JsValue) -> TransportError {
    TransportError::new(TransportErrorKind::Interrupted, words(thrown))
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

//! Requests that are never sent.

use bytes::Bytes;
use http::Request;
use std::fmt::{Debug, Display};
use webpubsub_core::operations::{Operation, PreparedRequest};
use webpubsub_core::{AccessKey, Authorization, Target, UnixTime};

/// The key that signs; no error may show it.
const KEY: &str = "a-key-that-no-error-shows";

/// Some moment.
pub const NOW: UnixTime = UnixTime::from_secs(1_795_487_200);

/// The hub `chat` at `https://h/base`.
///
/// # Panics
///
/// If the library rejects it.
#[must_use]
pub fn target() -> Target {
    Target::new("https://h/base", "chat").expect("a target")
}

/// The request for an operation, or nothing where the library rejects it. What it accepts can be sent, and is
/// the same URL then.
///
/// # Panics
///
/// If an error shows the key, or the request cannot be sent.
pub fn prepare<O: Operation>(operation: &O) -> Option<PreparedRequest> {
    let key = Authorization::from(AccessKey::new(KEY).expect("a key"));
    let prepared = operation.prepare(&target(), &key, NOW).map_err(|error| show(&error, KEY)).ok()?;
    let request = Request::<Bytes>::try_from(prepared.clone()).expect("a request that can be sent");
    assert_eq!(request.uri().to_string(), prepared.url());
    Some(prepared)
}

/// Writes an error in every way, which must neither panic nor show the secret.
///
/// # Panics
///
/// If it shows the secret.
pub fn show<E: Debug + Display>(error: &E, secret: &str) {
    let text = format!("{error} {error:?} {error:#?}");
    assert!(secret.len() < 8 || !text.contains(secret), "{text}");
}

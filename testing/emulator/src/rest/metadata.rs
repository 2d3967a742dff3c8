//! `X-WebPubSub-Metadata-{key}`: metadata of a message, in headers of the request that sends it.

use std::collections::BTreeMap;

use http::HeaderMap;

use super::error::Rejection;
use crate::metadata::{HEADER_PREFIX, Metadata};

/// Of several values, on separate lines or separated by commas, the last one is used.
pub(super) fn read(headers: &HeaderMap) -> Result<Metadata, Rejection> {
    let reject = |message: String| Rejection::bad_request("metadata", message);
    let mut pairs = BTreeMap::new();
    for (name, value) in headers {
        let Some(key) = name.as_str().strip_prefix(HEADER_PREFIX) else { continue };
        let value = value.to_str().map_err(|_| reject(format!("Metadata value for key '{key}' must be ASCII.")))?;
        let last = value.rsplit(',').next().unwrap_or_default().trim();
        pairs.insert(key.to_owned(), last.to_owned());
    }
    Metadata::new(pairs).map_err(reject)
}

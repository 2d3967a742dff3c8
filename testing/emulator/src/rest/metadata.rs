//! `X-WebPubSub-Metadata-{key}`: metadata of a message, in headers of the request that sends it.

use std::collections::BTreeMap;

use http::HeaderMap;

use super::error::Refusal;
use crate::metadata::Metadata;

const PREFIX: &str = "x-webpubsub-metadata-";

/// Of several values, on lines or between commas, the last one counts.
pub(super) fn read(headers: &HeaderMap) -> Result<Metadata, Refusal> {
    let refuse = |message: String| Refusal::bad_request("metadata", message);
    let mut pairs = BTreeMap::new();
    for (name, value) in headers {
        let Some(key) = name.as_str().strip_prefix(PREFIX) else { continue };
        let value = value.to_str().map_err(|_| refuse(format!("Metadata value for key '{key}' must be ASCII.")))?;
        let last = value.rsplit(',').next().unwrap_or_default().trim();
        pairs.insert(key.to_owned(), last.to_owned());
    }
    Metadata::new(pairs).map_err(refuse)
}

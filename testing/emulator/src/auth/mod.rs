//! Authentication: tokens, and the rules for REST callers and for clients.

pub(crate) mod audience;
pub(crate) mod client;
pub(crate) mod jwt;
pub(crate) mod rest;

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The token after `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

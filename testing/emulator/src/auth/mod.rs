//! Authentication: tokens, and the rules for REST callers and for clients.

pub(crate) mod audience;
pub(crate) mod client;
pub(crate) mod jwt;
pub(crate) mod reconnection;
pub(crate) mod rest;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};

/// The `WWW-Authenticate` of a token with `crit` in its header.
pub(crate) const CRITICAL: &str = concat!(
    r#"Bearer error="invalid_token", "#,
    r#"error_description="The token has critical extensions (crit), which are not supported.""#
);

/// The token after `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Compares the digests of secrets, so that the time does not depend on how much of the given one is right.
pub(crate) fn same(given: &str, secret: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(secret)
}

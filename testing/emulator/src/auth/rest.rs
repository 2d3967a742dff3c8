//! The rule for REST callers: a bearer token, signed with the key, made for this URL.

use http::HeaderMap;

use super::{audience, bearer, jwt};

/// Whether the caller may go on. `url` is `host/path?query` as it was sent.
pub(crate) fn allows(headers: &HeaderMap, url: &str, key: &str, now: u64) -> bool {
    let Some(token) = bearer(headers) else {
        return false;
    };
    let Ok(claims) = jwt::verify(token, key.as_bytes(), now) else {
        return false;
    };
    claims.strings("aud").is_some_and(|all| all.iter().any(|aud| audience::fits_request(aud, url)))
}

//! The rule for REST callers: a bearer token for this URL, signed with a key; one of the emulator's own Entra ID; or, if
//! that is allowed, one of Microsoft's Entra ID, which the emulator cannot verify.

use http::HeaderMap;

use super::{audience, bearer, jwt};
use crate::entra::{AUDIENCES, Authority, Denied};

/// How a caller authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Key,
    Entra,
}

/// What a caller's token is validated against.
#[derive(Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) keys: Vec<&'a [u8]>,
    pub(crate) authority: Option<&'a Authority>,
    pub(crate) allow_unvalidated_entra_tokens: bool,
    /// `host/path?query`, as sent.
    pub(crate) url: &'a str,
    pub(crate) now: u64,
}

/// Authenticates the caller of a request.
pub(crate) fn caller(headers: &HeaderMap, rule: &Rule<'_>) -> Result<Caller, Denied> {
    let token = bearer(headers).ok_or_else(|| Denied::token("no bearer token in `Authorization`"))?;
    match rule.authority.map(|authority| authority.check(token, rule.now)) {
        Some(Ok(())) => return Ok(Caller::Entra),
        Some(Err(Denied::Claims(claims))) => return Err(Denied::Claims(claims)),
        Some(Err(Denied::Token(_) | Denied::Critical)) | None => {}
    }
    by_claims(token, rule)
}

fn by_claims(token: &str, rule: &Rule<'_>) -> Result<Caller, Denied> {
    if rule.allow_unvalidated_entra_tokens
        && let Ok(claims) = jwt::read_unverified(token, rule.now)
        && claims.strings("aud").unwrap_or_default().iter().any(|audience| AUDIENCES.contains(audience))
    {
        return Ok(Caller::Entra);
    }
    let claims = jwt::verify(token, rule.keys.iter().copied(), rule.now).map_err(|rejected| match rejected {
        jwt::Rejected::Critical => Denied::Critical,
        other => Denied::Token(other.to_string()),
    })?;
    let audiences = claims.strings("aud").unwrap_or_default();
    let fits = audiences.iter().any(|aud| audience::fits_request(aud, rule.url));
    fits.then_some(Caller::Key).ok_or_else(|| Denied::Token(audience::mismatch(&claims, rule.url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

    fn check(audience: &str, exp: u64, key: &str, open: bool) -> Option<Caller> {
        let claims = format!(r#"{{"aud":"{audience}","exp":{exp}}}"#);
        let token = jwt::sign(r#"{"alg":"HS256"}"#, &claims, key.as_bytes()).expect("signed");
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {token}").parse().expect("header"));
        let keys = vec![KEY.as_bytes()];
        let rule = Rule { keys, authority: None, allow_unvalidated_entra_tokens: open, url: "h/api", now: 1000 };
        caller(&headers, &rule).ok()
    }

    #[test]
    fn callers() {
        let other = "another key of at least thirty-two bytes";
        assert_eq!(check("http://h/api", 1000, KEY, false), Some(Caller::Key));
        assert_eq!(check("http://h/api", 1000, KEY, true), Some(Caller::Key));
        assert_eq!(check("http://h/api", 1000, other, true), None);
        for audience in AUDIENCES {
            assert_eq!(check(audience, 1000, other, true), Some(Caller::Entra));
            assert_eq!(check(audience, 1000, other, false), None);
            assert_eq!(check(audience, 1000, KEY, false), None);
            assert_eq!(check(audience, 100, other, true), None);
        }
        assert_eq!(check("https://management.azure.com", 1000, other, true), None);
    }
}

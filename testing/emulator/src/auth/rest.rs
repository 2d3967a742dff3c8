//! The rule for REST callers: a bearer token, signed with the key, made for this URL; or, if the
//! emulator was told so, one of Microsoft Entra's, which nobody here can verify.

use http::HeaderMap;

use super::{audience, bearer, jwt};

const ENTRA_AUDIENCE: &str = "https://webpubsub.azure.com";

/// How a caller showed who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Key,
    Entra,
}

/// What a caller is measured by.
#[derive(Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) keys: Vec<&'a [u8]>,
    pub(crate) allow_unvalidated_entra_tokens: bool,
    /// `host/path?query`, as it was sent.
    pub(crate) url: &'a str,
    pub(crate) now: u64,
}

/// Who calls; `None` may not.
pub(crate) fn caller(headers: &HeaderMap, rule: &Rule<'_>) -> Option<Caller> {
    let token = bearer(headers)?;
    if rule.allow_unvalidated_entra_tokens
        && let Ok(claims) = jwt::read_unverified(token, rule.now)
        && claims.strings("aud")?.contains(&ENTRA_AUDIENCE)
    {
        return Some(Caller::Entra);
    }
    let claims = jwt::verify(token, rule.keys.iter().copied(), rule.now).ok()?;
    let fits = claims.strings("aud")?.iter().any(|aud| audience::fits_request(aud, rule.url));
    fits.then_some(Caller::Key)
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
        caller(
            &headers,
            &Rule { keys: vec![KEY.as_bytes()], allow_unvalidated_entra_tokens: open, url: "h/api", now: 1000 },
        )
    }

    #[test]
    fn callers() {
        let other = "another key of at least thirty-two bytes";
        assert_eq!(check("http://h/api", 1000, KEY, false), Some(Caller::Key));
        assert_eq!(check("http://h/api", 1000, KEY, true), Some(Caller::Key));
        assert_eq!(check("http://h/api", 1000, other, true), None);
        assert_eq!(check(ENTRA_AUDIENCE, 1000, other, true), Some(Caller::Entra));
        assert_eq!(check(ENTRA_AUDIENCE, 1000, other, false), None);
        assert_eq!(check(ENTRA_AUDIENCE, 1000, KEY, false), None);
        assert_eq!(check(ENTRA_AUDIENCE, 100, other, true), None);
        assert_eq!(check("https://management.azure.com", 1000, other, true), None);
    }
}

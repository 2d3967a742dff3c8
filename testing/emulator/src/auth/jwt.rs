//! JSON Web Tokens: three base64url parts, HS256 only.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value};
use sha2::Sha256;

/// The clock skew that is accepted, in seconds.
const SKEW: f64 = 300.0;

/// Why a token is rejected. Callers receive 401 without the reason, except for `Critical`; the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    Malformed,
    Algorithm,
    /// Its header demands extensions, and no extension is supported.
    Critical,
    Signature,
    NoExpiry,
    Expired,
    TooEarly,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the token is malformed",
            Self::Algorithm => "the token's algorithm is not HS256",
            Self::Critical => "the token has critical extensions",
            Self::Signature => "the token's signature is not by an access key of this emulator",
            Self::NoExpiry => "the token has no `exp`",
            Self::Expired => "the token has expired (`exp`)",
            Self::TooEarly => "the token is not valid yet (`nbf`)",
        })
    }
}

/// The claims of a token whose signature and lifetime are valid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims(Map<String, Value>);

impl Claims {
    /// A claim that is a string or an array of strings; absent or null is empty. `None`: neither.
    pub(crate) fn strings(&self, name: &str) -> Option<Vec<&str>> {
        match self.0.get(name) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::String(one)) => Some(vec![one]),
            Some(Value::Array(many)) => many.iter().map(Value::as_str).collect(),
            Some(_) => None,
        }
    }
}

/// Checks form, algorithm, signature and lifetime, in this order. The signature may be by any of the keys.
pub(crate) fn verify<'k>(token: &str, keys: impl IntoIterator<Item = &'k [u8]>, now: u64) -> Result<Claims, Rejected> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Rejected::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Rejected::Malformed)?;
    let header = object(header)?;
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(Rejected::Algorithm);
    }
    check_critical(&header)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Rejected::Malformed)?;
    // All keys are tried, each in constant time: the time does not reveal which key signed.
    let signers = keys.into_iter().filter(|key| signed_by(key, signed, &signature)).count();
    if signers == 0 {
        return Err(Rejected::Signature);
    }
    let claims = object(claims)?;
    check_lifetime(&claims, now)?;
    Ok(Claims(claims))
}

fn signed_by(key: &[u8], signed: &str, signature: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    mac.update(signed.as_bytes());
    mac.verify_slice(signature).is_ok()
}

/// Reads a token that another authority signed: checks form and lifetime, but not the signature.
pub(crate) fn read_unverified(token: &str, now: u64) -> Result<Claims, Rejected> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, _signature] = parts[..] else { return Err(Rejected::Malformed) };
    check_critical(&object(header)?)?;
    let claims = object(claims)?;
    check_lifetime(&claims, now)?;
    Ok(Claims(claims))
}

/// The claims of a token that was verified before: strings as they are, other values as JSON, and an array as its items.
pub(crate) fn claims(token: &str) -> BTreeMap<String, Vec<String>> {
    let claims = token.split('.').nth(1).and_then(|part| object(part).ok()).unwrap_or_default();
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let texts = |value| match value {
        Value::Array(items) => items.into_iter().map(text).collect(),
        one => vec![text(one)],
    };
    claims.into_iter().map(|(name, value)| (name, texts(value))).collect()
}

/// `crit`, whatever its value: a reader that does not know an extension must reject the token, and an empty list is invalid.
fn check_critical(header: &Map<String, Value>) -> Result<(), Rejected> {
    if header.contains_key("crit") { Err(Rejected::Critical) } else { Ok(()) }
}

fn object(part: &str) -> Result<Map<String, Value>, Rejected> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Rejected::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Rejected::Malformed)
}

#[allow(clippy::cast_precision_loss)] // Seconds of this millennium are exact in f64.
fn check_lifetime(claims: &Map<String, Value>, now: u64) -> Result<(), Rejected> {
    let now = now as f64;
    let time = |name| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or(Rejected::Malformed),
    };
    let end = time("exp")?.ok_or(Rejected::NoExpiry)?;
    if end + SKEW <= now {
        return Err(Rejected::Expired);
    }
    if time("nbf")?.is_some_and(|start| start - SKEW > now) {
        return Err(Rejected::TooEarly);
    }
    Ok(())
}

/// Signs header and claims, given as JSON. Never `None`, since HMAC accepts any key.
pub(crate) fn sign(header: &str, claims: &str, key: &[u8]) -> Option<String> {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(signed.as_bytes());
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";
    const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

    fn check(header: &str, claims: &str) -> Result<Claims, Rejected> {
        verify(&sign(header, claims, KEY).expect("signed"), [KEY], 1000)
    }

    #[test]
    fn a_known_token_is_valid() {
        // Signed by Python's hmac with the key above: {"aud":"http://h/x","exp":4102444800}.
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC94IiwiZXhwIjo0MTAyNDQ0ODAwfQ.0CoSW3I0-YoA5npjfy3kQbEiRKPVDjTiA0AvzuX8mTg";
        let claims = verify(token, [KEY], 1000).expect("valid");
        assert_eq!(claims.strings("aud"), Some(vec!["http://h/x"]));
    }

    #[test]
    fn lifetimes() {
        for (claims, expected) in [
            (r#"{"exp":1000}"#, None),
            (r#"{"exp":701}"#, None),
            (r#"{"exp":700.5}"#, None),
            (r#"{"exp":700}"#, Some(Rejected::Expired)),
            (r#"{"exp":-5}"#, Some(Rejected::Expired)),
            (r#"{"exp":"9999"}"#, Some(Rejected::Malformed)),
            (r#"{"exp":null}"#, Some(Rejected::Malformed)),
            ("{}", Some(Rejected::NoExpiry)),
            (r#"{"exp":9999,"nbf":1300}"#, None),
            (r#"{"exp":9999,"nbf":1301}"#, Some(Rejected::TooEarly)),
        ] {
            assert_eq!(check(HEADER, claims).err(), expected, "{claims}");
        }
    }

    #[test]
    fn only_hs256_is_accepted() {
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"hs256"}"#, r#"{"alg":"HS512"}"#, r#"{"alg":["HS256"]}"#, "{}"] {
            assert_eq!(check(header, r#"{"exp":1000}"#).err(), Some(Rejected::Algorithm), "{header}");
        }
    }

    #[test]
    fn no_extension_is_supported() {
        for crit in [r#"["exp"]"#, r#"["b64"]"#, "[]", "null", r#""x""#] {
            let header = format!(r#"{{"alg":"HS256","crit":{crit}}}"#);
            assert_eq!(check(&header, r#"{"exp":1000}"#).err(), Some(Rejected::Critical), "{crit}");
            let token = sign(&header, r#"{"exp":1000}"#, KEY).expect("signed");
            assert_eq!(read_unverified(&token, 1000).err(), Some(Rejected::Critical), "{crit}");
        }
    }

    #[test]
    fn signatures() {
        let token = sign(HEADER, r#"{"exp":1000}"#, KEY).expect("signed");
        assert_eq!(verify(&token, [&b"another"[..]], 1000).err(), Some(Rejected::Signature));
        assert_eq!(verify(&token, [], 1000).err(), Some(Rejected::Signature));
        for keys in [[KEY, b"another"], [b"another", KEY], [KEY, KEY]] {
            assert!(verify(&token, keys, 1000).is_ok(), "either key signs");
        }
        let (signed, _) = token.rsplit_once('.').expect("three parts");
        assert_eq!(verify(&format!("{signed}."), [KEY], 1000).err(), Some(Rejected::Signature));
        assert_eq!(verify(&format!("{signed}.@"), [KEY], 1000).err(), Some(Rejected::Malformed));
        for bad in ["", ".", "..", "a.b", "a.b.c", signed] {
            assert_eq!(verify(bad, [KEY], 1000).err(), Some(Rejected::Malformed), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(token in ".{0,200}") {
            proptest::prop_assert!(verify(&token, [KEY], 1000).is_err());
            drop(read_unverified(&token, 1000));
        }

        #[test]
        fn signed_nonsense_never_panics(header in ".{0,40}", claims in ".{0,80}") {
            drop(check(&header, &claims));
            drop(check(HEADER, &claims));
        }
    }
}

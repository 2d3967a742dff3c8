//! JSON Web Tokens read and verified here, with code that is not the library's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value};
use sha2::Sha256;

/// A token's readable parts.
#[derive(Clone, Debug)]
pub struct Jwt {
    /// The first part.
    pub header: Value,
    /// The second part.
    pub claims: Map<String, Value>,
}

/// Reads a token without looking at its signature; `None` if it is none.
pub fn read(token: &str) -> Option<Jwt> {
    let mut parts = token.split('.');
    let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    match (json(header)?, json(claims)?, parts.next()) {
        (header, Value::Object(claims), None) => Some(Jwt { header, claims }),
        _ => None,
    }
}

/// Whether the token is signed by HMAC-SHA256 with the key's UTF-8 text.
pub fn verifies(token: &str, key: &str) -> bool {
    let Some((signed, signature)) = token.rsplit_once('.') else { return false };
    let (Ok(signature), Ok(mut mac)) =
        (URL_SAFE_NO_PAD.decode(signature), Hmac::<Sha256>::new_from_slice(key.as_bytes()))
    else {
        return false;
    };
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature).is_ok()
}

/// What a client token grants: its claims without times, with the lifetime in their place. An empty list says nothing
/// and is left out.
pub fn grant(claims: &Map<String, Value>) -> Map<String, Value> {
    let mut grant = claims.clone();
    grant.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    let (issued, expires) = (grant.remove("iat"), grant.remove("exp"));
    if let (Some(issued), Some(expires)) = (issued.and_then(|v| v.as_i64()), expires.and_then(|v| v.as_i64())) {
        grant.insert("exp minus iat".to_owned(), (expires - issued).into());
    }
    grant
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's `hmac` and `base64`.
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.\
                         4qGYq2woqM7WIKBhWGTbMvc5f-P8vFf2B51V16BQe64";

    #[test]
    fn reads_and_verifies() {
        let key = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";
        assert!(verifies(TOKEN, key) && !verifies(TOKEN, "another key"));
        let jwt = read(TOKEN).expect("a token");
        assert_eq!((jwt.header["alg"].as_str(), jwt.claims["exp"].as_i64()), (Some("HS256"), Some(60)));
        assert!(read("opaque").is_none());
    }
}

//! URLs and JSON Web Tokens taken apart, so that they can be compared by meaning. Shares no code with the library.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use sha2::Sha256;

/// `scheme://host[:port]`, path and query, each as written but for the case of scheme and host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `http://127.0.0.1:28471`, in lower case.
    pub origin: String,
    /// Begins with `/` or is empty.
    pub path: String,
    /// Without the `?`.
    pub query: String,
}

impl Url {
    /// Takes a URL apart; `None` without a scheme.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
        Some(Self { origin, path: path.to_owned(), query: query.to_owned() })
    }

    /// Path and query as they are written.
    pub fn tail(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// The path's segments, each decoded once: `a%2Fb` is one segment with a slash in it.
pub fn segments(path: &str) -> Vec<String> {
    path.split('/').map(decode).collect()
}

/// The query's pairs, decoded and sorted. A bare `+` is a space, as servers read it.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let mut pairs: Vec<_> = parts
        .map(|part| {
            let part = part.replace('+', " ");
            let (name, value) = part.split_once('=').unwrap_or((&part, ""));
            (decode(name), decode(value))
        })
        .collect();
    pairs.sort();
    pairs
}

/// What the service sees as the same URL: segments and pairs compared decoded, `api-version` left out.
pub fn same_but_for_version(one: &str, other: &str) -> bool {
    let parts = |text: &str| {
        let url = Url::parse(text)?;
        let mut pairs = pairs(&url.query);
        pairs.retain(|(name, _)| name != "api-version");
        Some((url.origin, segments(&url.path), pairs))
    };
    match (parts(one), parts(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A token's readable parts.
#[derive(Clone, Debug)]
pub struct Jwt {
    /// The first part.
    pub header: Value,
    /// The second part.
    pub claims: Map<String, Value>,
}

impl Jwt {
    /// Reads a token without looking at its signature; `None` if it is not a JSON Web Token.
    pub fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        match (json(header)?, json(claims)?, parts.next()) {
            (header, Value::Object(claims), None) => Some(Self { header, claims }),
            _ => None,
        }
    }

    /// The claim `aud`.
    pub fn audience(&self) -> Option<&str> {
        self.claims.get("aud")?.as_str()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meaning_not_bytes() {
        assert_eq!(segments("/groups/a%2Fb/o'b"), ["", "groups", "a/b", "o'b"]);
        assert_eq!(segments("/a%252Fb"), ["", "a%2Fb"]);
        assert_eq!(pairs("b=2&a=%2B&a=+"), pairs("a=%20&a=%2B&b=2"));
        assert_ne!(pairs("a=%2B"), pairs("a=+"));
        assert!(same_but_for_version("http://H/%41?api-version=1&x=*", "http://h/A?x=%2A&api-version=2"));
        assert!(!same_but_for_version("http://h/a%2Fb", "http://h/a/b"));
    }

    /// Made with Python's `hmac` and `base64`.
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.\
                         4qGYq2woqM7WIKBhWGTbMvc5f-P8vFf2B51V16BQe64";

    #[test]
    fn tokens_are_read_and_verified() {
        let key = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";
        assert!(verifies(TOKEN, key) && !verifies(TOKEN, "another key"));
        let jwt = Jwt::read(TOKEN).expect("a token");
        assert_eq!((jwt.header["alg"].as_str(), jwt.claims["exp"].as_i64()), (Some("HS256"), Some(60)));
        assert!(Jwt::read("opaque").is_none());
    }
}

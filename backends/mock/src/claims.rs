//! Reading tokens that a known key signed, and no others.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::Sha256;
use std::fmt;
use webpubsub_core::UnixTime;

/// The claims of a token whose signature is verified.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # fn block_on<F: Future>(future: F) -> F::Output { smol::block_on(future) }
/// use webpubsub_mock::{ACCESS_KEY, Claims, ClientAccess};
///
/// let (client, _) = webpubsub_mock::client("chat");
/// let access = block_on(client.client_access_token(&ClientAccess::new().user_id("ann").group("lobby")))?;
///
/// let claims = Claims::verify(access.token().expose(), ACCESS_KEY)?;
/// assert_eq!(claims.user_id(), Some("ann"));
/// assert_eq!(claims.groups(), ["lobby"]);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(Map<String, Value>);

/// Why a token is invalid. Never quotes it.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimsError(&'static str);

impl ClaimsError {
    pub(crate) const fn new(rule: &'static str) -> Self {
        Self(rule)
    }
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "token: {}", self.0)
    }
}

impl fmt::Debug for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ClaimsError {}

impl Claims {
    /// Reads a token that this key signed (HS256). An expired one is read, too: see [`expires`](Self::expires).
    pub fn verify(token: &str, key: &str) -> Result<Self, ClaimsError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(ClaimsError("has no signature"))?;
        let (header, claims) = signed.split_once('.').ok_or(ClaimsError("does not have three parts"))?;
        let header = object(header).ok_or(ClaimsError("has no readable header"))?;
        if header.get("alg").and_then(Value::as_str) != Some("HS256") {
            return Err(ClaimsError("is not signed with HS256"));
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| ClaimsError("has no readable signature"))?;
        let valid = mac(key, signed).is_some_and(|mac| mac.verify_slice(&signature).is_ok());
        if !valid {
            return Err(ClaimsError("was signed with another key, or changed"));
        }
        object(claims).map(Self).ok_or(ClaimsError("has no readable claims"))
    }

    /// The URL that the token is for.
    pub fn audience(&self) -> &str {
        self.0.get("aud").and_then(Value::as_str).unwrap_or("")
    }

    /// When the token expires.
    pub fn expires(&self) -> UnixTime {
        UnixTime::from_secs(self.0.get("exp").and_then(Value::as_u64).unwrap_or(0))
    }

    /// The user of a client's token; none for an anonymous client.
    pub fn user_id(&self) -> Option<&str> {
        self.0.get("sub").and_then(Value::as_str)
    }

    /// The roles in a client's token.
    pub fn roles(&self) -> Vec<&str> {
        self.texts("role")
    }

    /// The groups in a client's token.
    pub fn groups(&self) -> Vec<&str> {
        self.texts("webpubsub.group")
    }

    /// Any claim, if it exists and has this type.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.0.get(name)?.clone()).ok()
    }

    /// A claim that is one text or a list of texts.
    fn texts(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(value)) => vec![value],
            _ => Vec::new(),
        }
    }
}

/// A token with these claims.
pub(crate) fn sign(claims: &Value, key: &str) -> String {
    let [header, claims] =
        [r#"{"alg":"HS256","typ":"JWT"}"#.to_owned(), claims.to_string()].map(|text| URL_SAFE_NO_PAD.encode(text));
    let signed = format!("{header}.{claims}");
    let signature = mac(key, &signed).map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    format!("{signed}.{}", signature.unwrap_or_default())
}

fn mac(key: &str, signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(signed.as_bytes());
    Some(mac)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_not_choose_its_algorithm() {
        for (header, valid) in
            [(r#"{"alg":"HS256"}"#, true), (r#"{"alg":"none"}"#, false), (r#"{"alg":"HS512"}"#, false), ("{}", false)]
        {
            let [header, claims] = [header, r#"{"sub":"ann"}"#].map(|text| URL_SAFE_NO_PAD.encode(text));
            let signed = format!("{header}.{claims}");
            let signature = mac("key", &signed).expect("a key").finalize().into_bytes();
            let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
            assert_eq!(Claims::verify(&token, "key").is_ok(), valid, "{signed}");
        }
    }
}

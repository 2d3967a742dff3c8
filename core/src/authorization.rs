//! Step 3, authorize: an access key that signs, or a bearer token that is passed on.

use crate::request::Confidential;
use crate::{BuildError, Secret, UnixTime, jwt, validate};
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How long a token for one REST call is valid. The service allows 5 minutes of clock skew on top.
const REST_TOKEN_SECONDS: u64 = 300;

/// An access key of the resource, ready to sign. Its bytes are the text as it stands, not base64-decoded.
///
/// Holds only the prepared HMAC state, which clones share and the last one overwrites on drop; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct AccessKey(Arc<Hmac<Sha256>>);

impl AccessKey {
    /// The key as the portal shows it. Rejects an empty key and one with whitespace, quotes or control characters at
    /// its ends, which the service never accepts and a careless copy produces. A `String` is overwritten once it is read.
    pub fn new(key: impl Into<Secret>) -> Result<Self, BuildError> {
        Self::of(key.into().expose())
    }

    /// As [`new`](Self::new), without a copy of the text.
    pub(crate) fn of(key: &str) -> Result<Self, BuildError> {
        validate::secret("access key", key)?;
        let state = Hmac::new_from_slice(key.as_bytes());
        state
            .map(|state| Self(Arc::new(state)))
            .map_err(|_| BuildError::new("access key", "cannot be used with HMAC-SHA256"))
    }

    /// HMAC-SHA256 of the message.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::clone(&self.0);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Whether this is the HMAC-SHA256 of the message; in a time that does not depend on where they differ.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let mut mac = Hmac::clone(&self.0);
        mac.update(message);
        mac.verify_slice(signature).is_ok()
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey")
    }
}

/// A bearer token made elsewhere, by Microsoft Entra ID for example; passed on as it is.
///
/// It is sent over `https` only, because everyone who reads it can use it.
#[derive(Clone, Debug)]
pub struct BearerToken {
    header: Secret,
    loopback_http: bool,
}

impl BearerToken {
    /// The token without the word `Bearer`. Rejects empty text and characters that are illegal in a header.
    pub fn new(token: impl Into<Secret>) -> Result<Self, BuildError> {
        let token = token.into();
        let token = token.expose();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BuildError::new("bearer token", "must be visible ASCII characters, at least one"));
        }
        Ok(Self { header: Secret::new(format!("Bearer {token}")), loopback_http: false })
    }

    /// The token without the word `Bearer`.
    #[cfg(feature = "tokens")]
    pub(crate) fn token(&self) -> &str {
        self.header.expose().trim_start_matches("Bearer ")
    }

    /// Also sends the token over `http` to this machine (`localhost`, `127.0.0.0/8`, `[::1]`), for an emulator.
    #[must_use]
    pub fn allow_http_on_loopback(mut self) -> Self {
        self.loopback_http = true;
        self
    }
}

/// What authorizes a request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Authorization {
    /// Signs a token for each request and its exact URL; it is valid for 5 minutes.
    AccessKey(AccessKey),
    /// Sends the same token with each request.
    Bearer(BearerToken),
}

impl Authorization {
    /// The value of the `Authorization` header for a request to the URL `audience`.
    pub(crate) fn header(&self, audience: &[u8], to: Confidential, now: UnixTime) -> Result<Secret, BuildError> {
        match self {
            Self::AccessKey(key) => {
                // A URL of ours holds no character that JSON would have to escape.
                let mut claims = Vec::with_capacity(audience.len() + 40);
                claims.extend_from_slice(br#"{"aud":""#);
                claims.extend_from_slice(audience);
                claims.extend_from_slice(br#"","exp":"#);
                let expires = now.as_secs().saturating_add(REST_TOKEN_SECONDS);
                claims.extend_from_slice(itoa::Buffer::new().format(expires).as_bytes());
                claims.push(b'}');
                Ok(jwt::sign(key, &claims, "Bearer "))
            }
            Self::Bearer(token) => {
                if to.allows_tokens(token.loopback_http) {
                    return Ok(token.header.clone());
                }
                Err(BuildError::new("bearer token", "is sent over https only"))
            }
        }
    }
}

impl From<AccessKey> for Authorization {
    fn from(key: AccessKey) -> Self {
        Self::AccessKey(key)
    }
}

impl From<BearerToken> for Authorization {
    fn from(token: BearerToken) -> Self {
        Self::Bearer(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearer_needs_https_or_an_allowed_loopback() {
        let now = UnixTime::from_secs(0);
        let token = BearerToken::new("tok").expect("token");
        let [https, local, far] = ["https://h", "http://127.0.0.1", "http://h"]
            .map(|text| text.parse::<crate::Endpoint>().expect("an endpoint").confidential());
        let strict = Authorization::from(token.clone());
        assert_eq!(strict.header(b"", https, now).expect("https").expose(), "Bearer tok");
        assert!(strict.header(b"", local, now).is_err());
        let loose = Authorization::from(token.allow_http_on_loopback());
        assert!(loose.header(b"", local, now).is_ok());
        assert!(loose.header(b"", far, now).is_err());
    }

    #[test]
    fn keys() {
        for key in ["", " k", "k\n", "k\u{0}", "\u{feff}k", "\"k\""] {
            assert!(AccessKey::new(key).is_err(), "{key:?}");
        }
        assert_eq!(format!("{:?}", AccessKey::new("plain key with spaces é").expect("key")), "AccessKey");
    }
}

//! JSON Web Tokens signed with an access key: HS256 (RFC 7515, RFC 7519), nothing else.

use crate::Secret;
use crate::authorization::AccessKey;
use alloc::string::String;
use alloc::vec;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `{"alg":"HS256","typ":"JWT"}`, encoded.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// Base64 without padding of a 32-byte signature.
const SIGNATURE_LENGTH: usize = 43;

/// Signs the claims (a JSON object) and puts `prefix` in front of the token, in one allocation of the exact size.
pub(crate) fn sign(key: &AccessKey, claims: &[u8], prefix: &str) -> Secret {
    let start = prefix.len() + HEADER.len() + 1;
    let end = start + (claims.len() * 4).div_ceil(3);
    let mut token = vec![b'.'; end + 1 + SIGNATURE_LENGTH];
    token[..prefix.len()].copy_from_slice(prefix.as_bytes());
    token[prefix.len()..start - 1].copy_from_slice(HEADER.as_bytes());
    // The parts have the exact sizes, so neither can fail; encoding to a slice spares a kilobyte of buffer each.
    let _ = URL_SAFE_NO_PAD.encode_slice(claims, &mut token[start..end]);
    let signature = key.sign(&token[prefix.len()..end]);
    let _ = URL_SAFE_NO_PAD.encode_slice(signature, &mut token[end + 1..]);
    Secret::new(String::from_utf8(token).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checked with Python's `hmac` and `base64` from the standard library.
    #[test]
    fn known_token() {
        let key = AccessKey::new("c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=").expect("key");
        let token = sign(&key, br#"{"aud":"http://h/api","exp":60}"#, "Bearer ");
        assert_eq!(
            token.expose(),
            "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.\
             4qGYq2woqM7WIKBhWGTbMvc5f-P8vFf2B51V16BQe64"
        );
    }
}

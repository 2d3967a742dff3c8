//! JSON Web Tokens signed with an access key: HS256 (RFC 7515, RFC 7519), nothing else.

use crate::Secret;
use crate::authorization::AccessKey;
use alloc::string::String;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `{"alg":"HS256","typ":"JWT"}`, encoded.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// Base64 without padding of a 32-byte signature.
const SIGNATURE_LENGTH: usize = 43;

/// Signs the claims (a JSON object) and puts `prefix` in front of the token, in one allocation.
pub(crate) fn sign(key: &AccessKey, claims: &str, prefix: &str) -> Secret {
    let claims_length = claims.len().div_ceil(3) * 4;
    let length = prefix.len() + HEADER.len() + 1 + claims_length + 1 + SIGNATURE_LENGTH;
    let mut token = String::with_capacity(length);
    token.push_str(prefix);
    token.push_str(HEADER);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = key.sign(&token.as_bytes()[prefix.len()..]);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Secret::new(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checked with Python's `hmac` and `base64` from the standard library.
    #[test]
    fn known_token() {
        let key = AccessKey::new("c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=").expect("key");
        let token = sign(&key, r#"{"aud":"http://h/api","exp":60}"#, "Bearer ");
        assert_eq!(
            token.expose(),
            "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.\
             4qGYq2woqM7WIKBhWGTbMvc5f-P8vFf2B51V16BQe64"
        );
    }
}

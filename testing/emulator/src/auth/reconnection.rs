//! The rule for recovering a reliable connection: a token that the emulator has issued for it.

use super::jwt;

const ISSUER: &str = "https://webpubsub.azure.com/reconnection";
/// A week, in seconds.
const LIFETIME: u64 = 7 * 24 * 3600;

/// A token for this connection. Never `None`.
pub(crate) fn issue(connection: &str, key: &[u8], now: u64) -> Option<String> {
    let expires = now + LIFETIME;
    // Ids are hexadecimal.
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"{connection}","exp":{expires}}}"#);
    jwt::sign(r#"{"alg":"HS256","typ":"JWT"}"#, &claims, key)
}

/// Whether the token is for this connection and has not expired.
pub(crate) fn check<'k>(token: &str, connection: &str, keys: impl IntoIterator<Item = &'k [u8]>, now: u64) -> bool {
    let Ok(claims) = jwt::verify(token, keys, now) else { return false };
    claims.strings("iss").is_some_and(|issuer| issuer == [ISSUER])
        && claims.strings("aud").is_some_and(|audience| audience == [connection])
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

    #[test]
    fn only_for_its_connection_and_time() {
        let token = issue("c1", KEY, 1000).expect("signed");
        let check = |token: &str, connection, now| check(token, connection, [KEY], now);
        assert!(check(&token, "c1", 1000) && check(&token, "c1", 1000 + LIFETIME));
        assert!(!check(&token, "c2", 1000) && !check(&token, "", 1000));
        assert!(!check(&token, "c1", 1000 + LIFETIME + 300));
        assert!(!check("", "c1", 1000) && !check(&token[1..], "c1", 1000));
        let claims = r#"{"aud":"c1","exp":2000}"#;
        let other = jwt::sign(r#"{"alg":"HS256"}"#, claims, KEY).expect("signed");
        assert!(!check(&other, "c1", 1000), "a token of another issuer");
    }
}

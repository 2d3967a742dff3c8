//! The rule for WebSocket clients: a token for this hub, in the query or the header.

use http::HeaderMap;

use super::{audience, bearer, jwt};
use crate::server::Query;

/// What a valid client token grants.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) user: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) groups: Vec<String>,
}

/// Why a client is rejected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// An invalid token, for this reason: 401.
    Token(String),
    /// A token whose header demands extensions: 401 with the reason.
    Critical,
    /// A valid token with invalid claims: 400.
    Claims(&'static str),
}

/// The token of a client, in the query or in a header.
pub(crate) fn token<'a>(query: &'a Query, headers: &'a HeaderMap) -> Option<&'a str> {
    query.get("access_token").filter(|token| !token.is_empty()).or_else(|| bearer(headers))
}

/// Validates the token for `host` and the client path of the hub.
pub(crate) fn check<'k>(
    token: &str,
    keys: impl IntoIterator<Item = &'k [u8]>,
    host: &str,
    path: &str,
    now: u64,
) -> Result<Grant, Rejected> {
    let claims = jwt::verify(token, keys, now).map_err(|rejected| match rejected {
        jwt::Rejected::Critical => Rejected::Critical,
        other => Rejected::Token(other.to_string()),
    })?;
    let wrong = || Rejected::Token(audience::mismatch(&claims, &format!("{host}{path}")));
    let audiences = claims.strings("aud").ok_or_else(wrong)?;
    if !audiences.iter().any(|aud| audience::fits_client(aud, host, path)) {
        return Err(wrong());
    }
    let strings = |name, problem| {
        let all = claims.strings(name).ok_or(Rejected::Claims(problem))?;
        Ok(all.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let mut users = strings("sub", "The claim 'sub' must be a string.")?;
    if users.len() > 1 {
        return Err(Rejected::Claims("The claim 'sub' must be a single string."));
    }
    let roles = strings("role", "The claim 'role' must be a string or an array of strings.")?;
    let mut groups = Vec::new();
    for name in ["webpubsub.group", "group"] {
        groups.extend(strings(name, "The group claim must be a string or an array of strings.")?);
    }
    if !groups.iter().all(|group| crate::names::is_group(group)) {
        return Err(Rejected::Claims("The group claim holds an invalid group name."));
    }
    Ok(Grant { user: users.pop().filter(|user| !user.is_empty()), roles, groups })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

    fn token(claims: &str) -> Result<Grant, Rejected> {
        let claims = format!(r#"{{"exp":2000,"aud":"http://h/client/hubs/chat"{claims}}}"#);
        let token = jwt::sign(r#"{"alg":"HS256"}"#, &claims, KEY.as_bytes()).expect("signed");
        check(&token, [KEY.as_bytes()], "h", "/client/hubs/chat", 1000)
    }

    #[test]
    fn claims_become_a_grant() {
        let owned = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
        assert_eq!(token(""), Ok(Grant::default()));
        assert_eq!(
            token(r#","sub":"ann","role":"r","webpubsub.group":"g""#),
            Ok(Grant { user: Some("ann".to_owned()), roles: owned(&["r"]), groups: owned(&["g"]) })
        );
        assert_eq!(
            token(r#","role":["r","s"],"webpubsub.group":["g","h"],"group":"i""#),
            Ok(Grant { user: None, roles: owned(&["r", "s"]), groups: owned(&["g", "h", "i"]) })
        );
    }

    #[test]
    fn invalid_claims() {
        for bad in
            [r#","sub":1"#, r#","sub":["a","b"]"#, r#","role":{}"#, r#","webpubsub.group":[1]"#, r#","group":" ""#]
        {
            assert!(matches!(token(bad), Err(Rejected::Claims(_))), "{bad}");
        }
    }

    #[test]
    fn other_hubs_are_rejected() {
        let token = jwt::sign(r#"{"alg":"HS256"}"#, r#"{"exp":2000,"aud":["http://h/client/hubs/x"]}"#, KEY.as_bytes())
            .expect("signed");
        let other = check(&token, [KEY.as_bytes()], "h", "/client/hubs/chat", 1000);
        let why = "the token's audience (`aud`) is http://h/client/hubs/x, not http://h/client/hubs/chat";
        assert_eq!(other, Err(Rejected::Token(why.to_owned())));
        assert!(check(&token, [KEY.as_bytes()], "h", "/client/hubs/x", 1000).is_ok());
    }
}

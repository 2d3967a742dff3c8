//! The applications, and the validity of their tokens.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::{AUDIENCES, EntraApplication};
use crate::auth::jwt;

/// Why a token is rejected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// It was issued by another authority, or is not valid, for this reason.
    Token(String),
    /// Its header demands extensions.
    Critical,
    /// It does not have these claims, JSON.
    Claims(String),
}

impl Denied {
    pub(crate) fn token(why: &str) -> Self {
        Self::Token(why.to_owned())
    }
}

/// Signs tokens with a random key of its own.
pub(crate) struct Authority {
    pub(super) applications: Vec<EntraApplication>,
    key: [u8; 32],
    requests: AtomicU64,
    /// Tokens of earlier generations are revoked.
    generation: AtomicU64,
    demanded: Mutex<Option<String>>,
}

impl Authority {
    pub(crate) fn new(applications: Vec<EntraApplication>) -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        let (requests, generation) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Self { applications, key, requests, generation, demanded: Mutex::new(None) })
    }

    /// The number of token requests, valid and invalid.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    pub(super) fn count(&self) {
        self.requests.fetch_add(1, Relaxed);
    }

    /// Rejects all tokens issued so far.
    pub(crate) fn revoke(&self) {
        self.generation.fetch_add(1, Relaxed);
    }

    /// From now on tokens need these claims; with `None`, no claims.
    pub(crate) fn demand(&self, claims: Option<&str>) {
        *self.demanded.lock().unwrap_or_else(PoisonError::into_inner) = claims.map(str::to_owned);
    }

    /// A token for an application; `claims` are those of its request.
    pub(super) fn issue(
        &self,
        application: &EntraApplication,
        audience: &str,
        claims: Option<&str>,
        now: u64,
    ) -> Option<String> {
        let EntraApplication { tenant, client_id, expires_in, .. } = application;
        let body = json!({
            "aud": audience,
            "iss": format!("https://sts.windows.net/{tenant}/"),
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add(expires_in.as_secs()),
            "appid": client_id,
            "tid": tenant,
            "ver": "1.0",
            // So that two requests within one second get different tokens.
            "uti": self.requests().to_string(),
            "emulator_generation": self.generation.load(Relaxed).to_string(),
            "emulator_claims": claims,
        });
        jwt::sign(r#"{"alg":"HS256","kid":"emulator-entra","typ":"JWT"}"#, &body.to_string(), &self.key)
    }

    /// Whether a token is valid.
    pub(crate) fn check(&self, token: &str, now: u64) -> Result<(), Denied> {
        let claims =
            jwt::verify(token, [&self.key[..]], now).map_err(|rejected| Denied::Token(rejected.to_string()))?;
        let is = |name, expected: &str| claims.strings(name).is_some_and(|all| all.contains(&expected));
        if !AUDIENCES.iter().any(|audience| is("aud", audience))
            || !is("emulator_generation", &self.generation.load(Relaxed).to_string())
        {
            return Err(Denied::token("the token is revoked, or for another audience"));
        }
        let demanded = self.demanded.lock().unwrap_or_else(PoisonError::into_inner);
        match &*demanded {
            Some(demanded) if !is("emulator_claims", demanded) => Err(Denied::Claims(demanded.clone())),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("applications", &self.applications).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_valid_until_expired_or_revoked() {
        let application = EntraApplication::new("t", "a", "hush");
        let authority = Authority::new(vec![application.clone()]).expect("randomness");
        let issue = |claims| authority.issue(&application, AUDIENCES[0], claims, 1000).expect("signed");
        let first = issue(None);
        assert_eq!(authority.check(&first, 1000), Ok(()));
        assert!(matches!(authority.check(&first, 1000 + 3599 + 300), Err(Denied::Token(_))), "too old");
        assert!(matches!(authority.check("a.b.c", 1000), Err(Denied::Token(_))));
        let other = Authority::new(vec![application.clone()]).expect("randomness");
        assert!(matches!(other.check(&first, 1000), Err(Denied::Token(_))), "of another authority");
        authority.demand(Some("{}"));
        assert_eq!(authority.check(&first, 1000), Err(Denied::Claims("{}".to_owned())));
        let second = issue(Some("{}"));
        assert_eq!(authority.check(&second, 1000), Ok(()));
        authority.revoke();
        assert!(matches!(authority.check(&second, 1000), Err(Denied::Token(_))), "revoked");
        authority.demand(None);
        assert_eq!(authority.check(&issue(None), 1000), Ok(()));
        assert!(!format!("{authority:?}").contains("hush"));
    }
}

//! What is known of a source's token: valid until when, to be renewed when, rejected or not.

use crate::entra::{AccessToken, TokenRequest};
use crate::{CredentialError, Secret, UnixTime};
use alloc::string::String;
use alloc::sync::Arc;
use async_lock::Mutex;
use core::fmt;
use core::time::Duration;

/// A token is renewed so long before it expires, or at half of its lifetime if that is shorter.
const RENEW_BEFORE: Duration = Duration::from_secs(300);

/// A token that replaced a rejected one is not replaced in turn before this age: the token is not what is wrong then.
const REPLACE_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// The token of one source, shared by all clients that use the source.
///
/// | state | a call that needs a token |
/// | --- | --- |
/// | empty, expired, of another scope, or rejected by the service | fetches one; calls that come meanwhile wait for it |
/// | to be renewed soon | fetches one; if that fails, uses the current one |
/// | valid | uses it |
///
/// Whoever holds the lock fetches. If that caller goes away, its fetch ends, and the next one in line fetches.
#[derive(Clone, Default)]
pub(crate) struct TokenCache(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    cached: Option<Cached>,
    /// The next token replaces a rejected one.
    was_rejected: bool,
}

struct Cached {
    scope: String,
    token: AccessToken,
    fetched_at: UnixTime,
    renew_at: UnixTime,
    replaces_rejected: bool,
}

/// A token that the service rejected with 401, and the claims that it demands of the next one.
pub(crate) struct Rejection {
    pub(crate) token: Secret,
    pub(crate) claims: Option<String>,
}

impl TokenCache {
    /// A token other than a rejected one, from the cache or by `fetch`.
    pub(crate) async fn token<F>(
        &self,
        request: TokenRequest<'_>,
        rejection: Option<&Rejection>,
        clock: impl Fn() -> UnixTime,
        fetch: impl FnOnce() -> F,
    ) -> Result<Secret, CredentialError>
    where
        F: Future<Output = Result<AccessToken, CredentialError>>,
    {
        let mut state = self.0.lock().await;
        let now = clock();
        let accepted = |cached: &&Cached| {
            cached.scope == request.scope && rejection.is_none_or(|r| r.token.expose() != cached.token.token.expose())
        };
        let current = state.cached.as_ref().filter(accepted);
        if let Some(cached) = current.filter(|cached| now < cached.renew_at) {
            return Ok(cached.token.token.clone());
        }
        match fetch().await {
            Ok(token) => {
                let secret = token.token.clone();
                let replaces_rejected = core::mem::take(&mut state.was_rejected);
                state.cached = Some(Cached::new(request.scope, token, clock(), replaces_rejected));
                Ok(secret)
            }
            Err(error) => match current.filter(|cached| now < cached.token.expires_on) {
                Some(cached) => Ok(cached.token.token.clone()),
                None => Err(error),
            },
        }
    }

    /// The service rejected a token. Returns whether a new attempt will have another one.
    pub(crate) async fn invalidate(&self, rejection: &Rejection, now: UnixTime) -> bool {
        let mut state = self.0.lock().await;
        let Some(cached) = state.cached.as_ref() else { return true };
        if cached.token.token.expose() != rejection.token.expose() {
            return true; // Another call has replaced it.
        }
        if rejection.claims.is_none() && cached.replaces_rejected && cached.age(now) < REPLACE_AGAIN_AFTER {
            return false;
        }
        *state = State { cached: None, was_rejected: true };
        true
    }
}

impl Cached {
    fn new(scope: &str, token: AccessToken, now: UnixTime, replaces_rejected: bool) -> Self {
        let lifetime = token.expires_on.since(now);
        let renew_at = now.after(lifetime.saturating_sub(RENEW_BEFORE.min(lifetime / 2)));
        Self { scope: scope.into(), token, fetched_at: now, renew_at, replaces_rejected }
    }

    /// The distance in time, whichever way the clock was set meanwhile.
    fn age(&self, now: UnixTime) -> Duration {
        now.since(self.fetched_at).max(self.fetched_at.since(now))
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache")
    }
}

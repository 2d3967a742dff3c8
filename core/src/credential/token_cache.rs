//! What is known of a source's token: valid until when, to be renewed when, rejected or not.

use super::kept_fetch::{Fetched, KeptFetch};
use crate::client::timeout;
use crate::entra::{AccessToken, TokenRequest};
use crate::transport::HttpTransport;
use crate::{CredentialError, Secret, UnixTime};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use async_lock::Mutex;
use core::fmt;
use core::time::Duration;

/// A token is renewed so long before it expires, or at half of its lifetime if that is shorter.
const RENEW_BEFORE: Duration = Duration::from_secs(300);

/// How long a call with a valid token waits for another one, if its own timeout leaves twice that time.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(5);

/// The next renewal begins at least so long after the last one that brought no token.
const RENEW_AGAIN_AFTER: Duration = Duration::from_secs(30);

/// A token that replaced a rejected one is not replaced in turn before this age: the token is not what is wrong then.
const REPLACE_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// The token of one source, shared by all clients that use the source.
///
/// | the token is | a call that needs one |
/// | --- | --- |
/// | valid | uses it |
/// | valid, and due for renewal | renews it, within [`RENEWAL_TIMEOUT`]; if that brings none, uses it |
/// | the same, and another call renews it, or did within [`RENEW_AGAIN_AFTER`] | uses it |
/// | absent, expired, of another scope, or rejected by the service | waits for the call that fetches one, or fetches one |
///
/// A call that fetches ahead of time does so in the second and third row as in the last.
///
/// If a call goes away that fetches, the next one takes its place. A [`KeptFetch`] is continued then, any other is begun
/// anew.
#[derive(Clone, Default)]
pub(crate) struct TokenCache(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Locked for a look, never during a fetch.
    state: Mutex<State>,
    /// Locked by the call that fetches.
    fetch: Mutex<Option<KeptFetch>>,
}

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
    renewal_begun: Option<UnixTime>,
    replaces_rejected: bool,
}

/// A token that the service rejected with 401, and the claims that it demands of the next one.
pub(crate) struct Rejection {
    pub(crate) token: Secret,
    pub(crate) claims: Option<String>,
}

/// The token that a call needs, and what is left of its timeout.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) request: TokenRequest<'a>,
    pub(crate) rejection: Option<&'a Rejection>,
    pub(crate) time_left: Duration,
    pub(crate) ahead_of_time: bool,
}

/// A fetch, by what becomes of it when its caller goes away.
pub(crate) enum Fetch<F> {
    Ends(F),
    IsKept(KeptFetch),
}

/// What a call does.
enum Next {
    Use(Secret),
    Renew(Secret),
    Fetch,
}

impl TokenCache {
    /// A token from the cache, or by `fetch`, which is given its time. `None` if what is left of the call's timeout passed.
    pub(crate) async fn token<F: Future<Output = Fetched>>(
        &self,
        wanted: Wanted<'_>,
        transport: &impl HttpTransport,
        fetch: impl FnOnce(Duration) -> Fetch<F>,
    ) -> Option<Result<Secret, CredentialError>> {
        let (current, time) = match self.next(wanted, transport.now()).await {
            Next::Use(token) => return Some(Ok(token)),
            Next::Renew(token) => (Some(token), RENEWAL_TIMEOUT.min(wanted.time_left / 2)),
            Next::Fetch => (None, wanted.time_left),
        };
        // On the heap: a fetch is rare, and its future several times as large as that of a call.
        let mut fetched = Box::pin(self.fetched(wanted, current.clone(), transport, || fetch(time)));
        match (timeout(fetched.as_mut(), transport.sleep(time)).await, current) {
            (Some(Ok(token)), _) | (_, Some(token)) => Some(Ok(token)),
            (fetched, None) => fetched,
        }
    }

    /// A token by `fetch`, or that of another call that fetches. `current` is there to be renewed.
    async fn fetched<F: Future<Output = Fetched>>(
        &self,
        wanted: Wanted<'_>,
        current: Option<Secret>,
        transport: &impl HttpTransport,
        fetch: impl FnOnce() -> Fetch<F>,
    ) -> Result<Secret, CredentialError> {
        let renews = current.is_some();
        let mut slot = match current {
            None => self.0.fetch.lock().await,
            Some(current) => match self.0.fetch.try_lock() {
                None => return Ok(current),
                Some(slot) => slot,
            },
        };
        // Another call may have fetched one before the lock was free.
        let now = transport.now();
        match self.next(wanted, now).await {
            Next::Use(token) => return Ok(token),
            Next::Renew(token) if !renews => return Ok(token),
            Next::Renew(_) => self.renewal_begins(now).await,
            Next::Fetch => {}
        }
        let token = match fetch() {
            Fetch::Ends(fetch) => fetch.await,
            Fetch::IsKept(fetch) => fetch.finish(&mut slot).await,
        };
        Ok(self.store(wanted.request.scope, token?, transport.now()).await)
    }

    async fn next(&self, wanted: Wanted<'_>, now: UnixTime) -> Next {
        let state = self.0.state.lock().await;
        let Some(cached) = state.cached.as_ref().filter(|cached| cached.serves(&wanted)) else { return Next::Fetch };
        let token = cached.token.token.clone();
        match () {
            () if now < cached.renew_at => Next::Use(token),
            () if wanted.ahead_of_time || now >= cached.token.expires_on => Next::Fetch,
            () if cached.renewal_begun.is_some_and(|begun| begun.distance(now) < RENEW_AGAIN_AFTER) => Next::Use(token),
            () => Next::Renew(token),
        }
    }

    /// Noted before the fetch: its caller can go away at any time.
    async fn renewal_begins(&self, now: UnixTime) {
        if let Some(cached) = &mut self.0.state.lock().await.cached {
            cached.renewal_begun = Some(now);
        }
    }

    async fn store(&self, scope: &str, token: AccessToken, now: UnixTime) -> Secret {
        let mut state = self.0.state.lock().await;
        let secret = token.token.clone();
        let replaces_rejected = core::mem::take(&mut state.was_rejected);
        state.cached = Some(Cached::new(scope, token, now, replaces_rejected));
        secret
    }

    /// The service rejected a token. Returns whether a new attempt will have another one.
    pub(crate) async fn invalidate(&self, rejection: &Rejection, now: UnixTime) -> bool {
        let mut state = self.0.state.lock().await;
        let Some(cached) = state.cached.as_ref() else { return true };
        if cached.token.token.expose() != rejection.token.expose() {
            return true; // Another call has replaced it.
        }
        let just_replaced = cached.replaces_rejected && cached.fetched_at.distance(now) < REPLACE_AGAIN_AFTER;
        if rejection.claims.is_none() && just_replaced {
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
        Self { scope: scope.into(), token, fetched_at: now, renew_at, renewal_begun: None, replaces_rejected }
    }

    fn serves(&self, wanted: &Wanted<'_>) -> bool {
        let rejected = wanted.rejection.is_some_and(|rejection| rejection.token.expose() == self.token.token.expose());
        self.scope == wanted.request.scope && !rejected
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache")
    }
}

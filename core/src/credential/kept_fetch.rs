//! A fetch that outlives the call that began it.

use super::TokenSource;
use crate::entra::{AccessToken, TokenRequest};
use crate::{CredentialError, UnixTime};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::Poll;
use core::time::Duration;

/// A fetch that has not ended after this time is begun anew: what it waits for may never come.
const ABANDONED_AFTER: Duration = Duration::from_secs(120);

/// What a fetch returns.
pub(crate) type Fetched = Result<AccessToken, CredentialError>;

/// A fetch from a custom source. It owns all that it needs, so that the next call can continue it when its caller is gone.
pub(crate) struct KeptFetch {
    future: Pin<Box<dyn Future<Output = Fetched> + Send>>,
    scope: String,
    claims: Option<String>,
    begun: UnixTime,
}

impl KeptFetch {
    /// Begins when it is first polled.
    pub(crate) fn new(source: &Arc<dyn TokenSource>, request: TokenRequest<'_>, now: UnixTime) -> Self {
        let (scope, claims) = (String::from(request.scope), request.claims.map(String::from));
        let (source, owned) = (Arc::clone(source), (scope.clone(), claims.clone()));
        let future = Box::pin(async move {
            let (scope, claims) = owned;
            source.token(TokenRequest::new(&scope).claims(claims.as_deref())).await
        });
        Self { future, scope, claims, begun: now }
    }

    /// Whether this one, begun earlier, is as good as a `new` one.
    fn replaces(&self, new: &Self) -> bool {
        let same = self.scope == new.scope && self.claims == new.claims;
        same && self.begun.distance(new.begun) < ABANDONED_AFTER
    }

    /// Continues the fetch in the slot, or begins the new one there. It stays there if the caller goes away.
    pub(crate) async fn finish(self, slot: &mut Option<Self>) -> Fetched {
        if !slot.as_ref().is_some_and(|kept| kept.replaces(&self)) {
            *slot = Some(self);
        }
        poll_fn(|context| {
            // Out of the slot while it is polled: a source that panics leaves nothing behind.
            let Some(mut fetch) = slot.take() else { return Poll::Pending };
            let polled = fetch.future.as_mut().poll(context);
            if polled.is_pending() {
                *slot = Some(fetch);
            }
            polled
        })
        .await
    }
}

//! Two calls whose token the service rejects: who fetches another, and which one each sends.

use crate::stage::poll;
use crate::support::{response, target};
use bytes::Bytes;
use http::{Request, Response};
use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, TokenRequest};
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_core::{Credential, CredentialError, TokenSource, WebPubSubServiceClient};

/// A service that rejects `token-1`, and a source that returns it so many times before another. Each takes a turn.
#[derive(Clone, Debug)]
struct Stubborn {
    times: usize,
    fetches: Arc<AtomicUsize>,
}

impl Stubborn {
    /// And a client of it, whose source it is.
    fn new(times: usize) -> (Self, WebPubSubServiceClient<Self>) {
        let stubborn = Self { times, fetches: Arc::default() };
        let credential = Credential::from_source(stubborn.clone());
        (stubborn.clone(), WebPubSubServiceClient::with_transport(stubborn, target(), credential))
    }

    fn fetches(&self) -> usize {
        self.fetches.load(Ordering::Relaxed)
    }
}

/// Is ready when it is polled again.
async fn turn() {
    let mut again = false;
    poll_fn(|_| if std::mem::replace(&mut again, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

impl SendHttpTransport for Stubborn {
    async fn send(&self, request: Request<Bytes>, _: Attempt) -> Result<Response<Bytes>, TransportError> {
        turn().await;
        let rejected = request.headers()["authorization"] == "Bearer token-1";
        Ok(response(if rejected { 401 } else { 200 }, &[], ""))
    }

    async fn sleep(&self, _: Duration) {
        pending::<()>().await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(1)
    }

    fn random(&self) -> [u8; 16] {
        [1; 16]
    }
}

#[async_trait::async_trait]
impl TokenSource for Stubborn {
    async fn token(&self, _: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        let number = self.fetches.fetch_add(1, Ordering::Relaxed);
        turn().await;
        Ok(AccessToken::new(if number < self.times { "token-1" } else { "token-2" }, UnixTime::from_secs(3_600)))
    }
}

/// The output of a call that needs no other's turns.
fn finish<F: Future>(call: &mut Pin<Box<F>>) -> F::Output {
    let mut polled = (0..9).map(|_| poll(call));
    polled.find_map(|polled| if let Poll::Ready(output) = polled { Some(output) } else { None }).unwrap()
}

/// The second call waits while the first fetches, and does not send what it knows to be rejected.
#[test]
fn a_rejected_token_is_not_sent_again_though_another_call_fetched_it() {
    let (stubborn, client) = Stubborn::new(2);
    let (mut first, mut second) = (Box::pin(client.user_exists("u")), Box::pin(client.user_exists("u")));
    assert!(poll(&mut first).is_pending() && poll(&mut first).is_pending() && poll(&mut second).is_pending(), "sent");
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending(), "the second waits for the first");
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending(), "the second fetches");
    let error = finish(&mut first).unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(401), 2));
    assert!(finish(&mut second).unwrap());
    assert_eq!(stubborn.fetches(), 3);
}

/// The second call is rejected when the first has replaced the token: it uses that one.
#[test]
fn a_token_that_another_call_replaced_is_not_fetched_again() {
    let (stubborn, client) = Stubborn::new(1);
    let (mut first, mut second) = (Box::pin(client.user_exists("u")), Box::pin(client.user_exists("u")));
    assert!(poll(&mut first).is_pending() && poll(&mut first).is_pending() && poll(&mut second).is_pending(), "sent");
    assert!(finish(&mut first).unwrap() && finish(&mut second).unwrap());
    assert_eq!(stubborn.fetches(), 2);
}

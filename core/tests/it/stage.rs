//! A service, a token endpoint and a token source on one clock, which the test moves. The mock's time moves by itself, so
//! that there nothing is ever under way.

use bytes::Bytes;
use http::{Request, Response};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, TokenRequest};
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_core::{CallOptions, Credential, CredentialError, Error, TokenSource, WebPubSubServiceClient};

const BEGIN: u64 = 1_000_000;

#[derive(Debug, Default)]
struct Inner {
    milliseconds: AtomicU64,
    set_back: AtomicU64,
    takes: AtomicU64,
    seconds_more: AtomicU64,
    fetches: AtomicUsize,
    used: Mutex<Vec<String>>,
}

/// Transport and source in one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stage(Arc<Inner>);

impl Stage {
    /// Where a fetch of a token takes so long. Tokens are valid for a minute.
    pub(crate) fn where_a_token_takes(milliseconds: u64) -> Self {
        let stage = Self::default();
        stage.a_token_takes(milliseconds);
        stage
    }

    pub(crate) fn a_token_takes(&self, milliseconds: u64) {
        self.0.takes.store(milliseconds, Ordering::Relaxed);
    }

    /// Tokens are valid for so much longer than a minute.
    pub(crate) fn tokens_live_longer(&self, seconds: u64) {
        self.0.seconds_more.store(seconds, Ordering::Relaxed);
    }

    /// The clock is set back; the time that has passed stays.
    pub(crate) fn set_back(&self, seconds: u64) {
        self.0.set_back.store(seconds * 1_000, Ordering::Relaxed);
    }

    fn lifetime(&self) -> u64 {
        60 + self.0.seconds_more.load(Ordering::Relaxed)
    }

    pub(crate) fn advance(&self, milliseconds: u64) {
        self.0.milliseconds.fetch_add(milliseconds, Ordering::Relaxed);
    }

    pub(crate) fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.milliseconds.load(Ordering::Relaxed))
    }

    /// How many fetches have begun.
    pub(crate) fn fetches(&self) -> usize {
        self.0.fetches.load(Ordering::Relaxed)
    }

    /// The token of the last request to the service.
    pub(crate) fn last_token(&self) -> String {
        self.0.used.lock().unwrap().last().unwrap().clone()
    }

    pub(crate) fn client(&self, credential: impl Into<Credential>, timeout: u64) -> WebPubSubServiceClient<Self> {
        let client = WebPubSubServiceClient::with_transport(self.clone(), crate::support::target(), credential);
        client.with_options(CallOptions::new().timeout(Duration::from_secs(timeout)))
    }

    /// The output of a future, while time goes on.
    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = Box::pin(future);
        for _ in 0..10_000 {
            if let Poll::Ready(output) = poll(&mut future) {
                return output;
            }
            self.advance(100);
        }
        panic!("not over after 1,000 s");
    }

    /// One call; its token.
    pub(crate) fn call(&self, client: &WebPubSubServiceClient<Self>) -> Result<String, Error> {
        self.run(client.user_exists("u"))?;
        Ok(self.last_token())
    }

    async fn token_takes_its_time(&self) -> String {
        let number = self.0.fetches.fetch_add(1, Ordering::Relaxed) + 1;
        self.until(self.elapsed() + Duration::from_millis(self.0.takes.load(Ordering::Relaxed))).await;
        format!("token-{number}")
    }

    async fn until(&self, time: Duration) {
        poll_fn(|_| if self.elapsed() >= time { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

pub(crate) fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

impl SendHttpTransport for Stage {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        if attempt.operation == "get_token" {
            let token = self.token_takes_its_time().await;
            let body = format!(r#"{{"expires_in":{},"access_token":"{token}"}}"#, self.lifetime());
            return Ok(Response::new(body.into()));
        }
        let token = request.headers()["authorization"].to_str().unwrap().trim_start_matches("Bearer ");
        self.0.used.lock().unwrap().push(token.to_owned());
        Ok(Response::new(Bytes::new()))
    }

    async fn sleep(&self, duration: Duration) {
        self.until(self.elapsed() + duration).await;
    }

    fn now(&self) -> UnixTime {
        let set_back = Duration::from_millis(self.0.set_back.load(Ordering::Relaxed));
        UnixTime::from_secs(BEGIN).after(self.elapsed().saturating_sub(set_back))
    }

    fn random(&self) -> [u8; 16] {
        [0; 16]
    }
}

#[async_trait::async_trait]
impl TokenSource for Stage {
    async fn token(&self, _: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        let token = self.token_takes_its_time().await;
        Ok(AccessToken::new(token, SendHttpTransport::now(self).after(Duration::from_secs(self.lifetime()))))
    }
}

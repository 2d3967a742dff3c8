//! The transport with a script.

use crate::WebPubSubServiceClient;
use crate::captured::Captured;
use crate::known;
use crate::responses::{SendResult, with_json};
use crate::script::Step;
use crate::state::State;
use crate::success::{status_of, success_of};
use bytes::Bytes;
use http::{Request, Response};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::transport::{Attempt, SendHttpTransport};
use webpubsub_core::{Message, SharedClient, UnixTime};

/// A transport without a network: it responds from a script, captures requests, and keeps virtual time.
///
/// It is a handle: clones share script, requests and clock, so one clone goes into the client and another stays with the
/// test. Its futures are ready at once, on any runtime and on none. The first page of these docs has examples.
#[derive(Clone, Default)]
pub struct MockTransport(Arc<State>);

impl MockTransport {
    /// Every call succeeds, until the script has a step.
    pub fn new() -> Self {
        Self::default()
    }

    /// A client over this transport, for a hub of a resource that does not exist ([`ENDPOINT`](crate::ENDPOINT),
    /// [`ACCESS_KEY`](crate::ACCESS_KEY)).
    ///
    /// # Panics
    ///
    /// If the hub's name is invalid, see [`Target::new`](crate::Target::new).
    pub fn client(&self, hub: &str) -> WebPubSubServiceClient {
        let (target, key) = known::parts(hub);
        WebPubSubServiceClient::with_transport(self.clone(), target, key)
    }

    /// As [`client`](Self::client), without the type parameter: for code that takes the same type in production.
    ///
    /// # Panics
    ///
    /// If the hub's name is invalid, see [`Target::new`](crate::Target::new).
    pub fn shared_client(&self, hub: &str) -> SharedClient {
        self.client(hub).into_shared()
    }

    /// Verifies claims with this key, for a client with a key of its own.
    #[must_use]
    pub fn key(self, access_key: &str) -> Self {
        self.0.set_key(access_key);
        self
    }

    /// Draws these bytes each time, so that backoff and request ids are known: all zeros are the shortest backoff, which
    /// is none, all ones the longest.
    #[must_use]
    pub fn fixed_random(self, bytes: [u8; 16]) -> Self {
        self.0.clock.fix_random(bytes);
        self
    }

    /// Scripts and captures token requests to Microsoft Entra ID like all others, as the operation `get_token`. Unless
    /// set, they succeed without a step and are not captured.
    #[must_use]
    pub fn script_token_requests(self) -> Self {
        self.0.script_token_requests();
        self
    }

    /// What was sent, in order: each attempt of each operation. Token requests are left out, unless they are
    /// [scripted](Self::script_token_requests).
    pub fn captured(&self) -> Vec<Captured> {
        self.0.captured()
    }

    /// The messages among what was sent, in order.
    pub fn messages(&self) -> Vec<Message> {
        self.captured().iter().filter_map(Captured::message).collect()
    }

    /// What all calls slept: backoff between attempts, and timeouts that passed.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.0.clock.sleeps()
    }

    /// How much virtual time has passed.
    pub fn elapsed(&self) -> Duration {
        self.0.clock.elapsed()
    }

    /// Lets time pass, so that a token expires, for example.
    pub fn advance(&self, duration: Duration) {
        self.0.clock.advance(duration);
    }

    pub(crate) fn state(&self) -> &State {
        &self.0
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl SendHttpTransport for MockTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> SendResult {
        let result = match self.0.next(&request, attempt) {
            Step::Success => Ok(success_of(&request, attempt.operation, &self.0.key(), self.0.clock.now())),
            Step::Body(body) => Ok(with_json(status_of(attempt.operation), body)),
            Step::Result(result) => result,
            Step::Silence => std::future::pending().await,
            Step::Otherwise(respond) => respond(&request, attempt),
        };
        result.map(|response| as_received(&request, response))
    }

    async fn sleep(&self, duration: Duration) {
        self.0.clock.sleep(duration);
    }

    fn now(&self) -> UnixTime {
        self.0.clock.now()
    }

    fn random(&self) -> [u8; 16] {
        self.0.clock.random()
    }
}

/// A response to HEAD has no body, whatever the script says.
fn as_received(request: &Request<Bytes>, mut response: Response<Bytes>) -> Response<Bytes> {
    if request.method() == http::Method::HEAD {
        response.body_mut().clear();
    }
    response
}

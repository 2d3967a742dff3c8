//! The transport with a script.

use crate::WebPubSubServiceClient;
use crate::answers::Answer;
use crate::captured::Captured;
use crate::known;
use crate::script::Step;
use crate::state::State;
use crate::success::{is_token_request, status_of, success_of};
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::{Message, SendHttpTransport, TransportError, UnixTime};

/// A transport without a network: answers from a script, keeps what it was given, and lets time pass by itself.
///
/// It is a handle: clones share script, requests and clock, so one clone goes into the client and another stays with the
/// test. Futures are ready at once, on any runtime and on none. The first page of these docs shows it at work.
#[derive(Clone, Default)]
pub struct MockTransport(Arc<State>);

impl MockTransport {
    /// Every call succeeds, until the script says something else.
    pub fn new() -> Self {
        Self::default()
    }

    /// A client for the hub of a resource that does not exist ([`ENDPOINT`](crate::ENDPOINT),
    /// [`ACCESS_KEY`](crate::ACCESS_KEY)), over this transport.
    ///
    /// # Panics
    ///
    /// If no hub can be called so, see [`Target::new`](crate::Target::new).
    pub fn client(&self, hub: &str) -> WebPubSubServiceClient {
        let (target, key) = known::parts(hub);
        WebPubSubServiceClient::with_transport(self.clone(), target, key)
    }

    /// Verifies claims with this key, for a client that was made with one of its own.
    #[must_use]
    pub fn key(self, access_key: &str) -> Self {
        self.0.set_key(access_key);
        self
    }

    /// What was sent, in order: each attempt of each operation. Requests for Microsoft Entra ID's tokens, which a client
    /// makes by itself, are answered and left out.
    pub fn captured(&self) -> Vec<Captured> {
        self.0.captured()
    }

    /// The messages among what was sent, in order.
    pub fn messages(&self) -> Vec<Message> {
        self.captured().iter().filter_map(Captured::message).collect()
    }

    /// The waits that calls made: between attempts, and for answers that never came.
    pub fn waits(&self) -> Vec<Duration> {
        self.0.clock.waits()
    }

    /// How much virtual time has passed.
    pub fn elapsed(&self) -> Duration {
        self.0.clock.elapsed()
    }

    /// Lets time pass, so that a token grows old, for example.
    pub fn advance(&self, duration: Duration) {
        self.0.clock.advance(duration);
    }

    pub(crate) fn state(&self) -> &State {
        &self.0
    }

    fn success(&self, request: &Request<Bytes>) -> Response<Bytes> {
        success_of(request, &self.0.key(), self.0.clock.now())
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl SendHttpTransport for MockTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if is_token_request(&request) {
            return Ok(self.success(&request));
        }
        let captured = Captured::new(request.clone(), self.0.key(), self.0.clock.now());
        match self.0.next(captured) {
            Step::Success => Ok(self.success(&request)),
            Step::Body(body) => Ok(with_body(&request, body)),
            Step::Answer(answer) => answer.map(|answer| as_seen_by(&request, answer)),
            Step::Silence => std::future::pending::<Answer>().await,
            Step::Otherwise(answer) => answer(&request).map(|answer| as_seen_by(&request, answer)),
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.0.clock.wait(duration);
    }

    fn now(&self) -> UnixTime {
        self.0.clock.now()
    }

    fn random(&self) -> [u8; 16] {
        self.0.clock.random()
    }
}

fn with_body(request: &Request<Bytes>, body: Bytes) -> Response<Bytes> {
    let mut answer = crate::answers::bare(status_of(crate::success::operation(request)));
    answer.headers_mut().insert("content-type", HeaderValue::from_static("application/json; charset=utf-8"));
    *answer.body_mut() = body;
    as_seen_by(request, answer)
}

/// An answer to HEAD has no body, whatever was scripted.
fn as_seen_by(request: &Request<Bytes>, mut answer: Response<Bytes>) -> Response<Bytes> {
    if request.method() == http::Method::HEAD {
        answer.body_mut().clear();
    }
    answer
}

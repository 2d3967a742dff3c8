//! What lies under the client: a transport that replays recorded responses in virtual time, and a credential.

use super::Request;
use super::wire::Url;
use crate::recording::{NOW, Response, TOKEN};
use async_trait::async_trait;
use bytes::Bytes;
use std::future::pending;
use std::mem::take;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, TokenRequest};
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, TransportErrorKind, UnixTime};
use webpubsub_core::{Credential, CredentialError, TokenSource};

/// What comes of one request.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Scripted {
    /// This response.
    Response(Response),
    /// A transport error of this kind.
    Failure(TransportErrorKind),
    /// No response, ever.
    Silence,
}

/// Which random numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // The ends of a range.
pub enum Jitter {
    /// Those that make the shortest backoff.
    Lowest,
    /// Those that make the longest.
    Highest,
}

/// A transport that keeps requests and replays a script. Time passes only in `sleep`.
#[derive(Debug)]
pub struct ReplayTransport {
    script: Vec<Scripted>,
    jitter: Jitter,
    tokens: Arc<AtomicUsize>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<Request>,
    backoff: Vec<Duration>,
    passed: Duration,
    silent: bool,
    drawn: u64,
}

impl ReplayTransport {
    /// The first request gets the first entry, and so on. A failure at the end is repeated for all that follow.
    pub fn new(script: Vec<Scripted>, jitter: Jitter) -> Self {
        Self { script, jitter, tokens: Arc::default(), state: Mutex::default() }
    }

    /// What was sent, and the delays in between.
    pub fn into_requests_and_backoff(self) -> (Vec<Request>, Vec<Duration>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (state.requests, state.backoff)
    }

    /// How much time has passed.
    pub fn passed(&self) -> Duration {
        self.state().passed
    }

    /// A credential whose calls this transport counts.
    pub(super) fn credential(&self, fails: bool) -> Credential {
        Credential::from_source(CountedTokens { count: Arc::clone(&self.tokens), fails })
    }

    /// How often the credential was asked for a token.
    pub(super) fn tokens(&self) -> usize {
        self.tokens.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the request and finds its entry in the script.
    fn keep(&self, request: &http::Request<Bytes>) -> Option<Scripted> {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = request.headers().iter();
        let mut state = self.state();
        let kept = Request {
            method: request.method().to_string(),
            url: Url::parse(&request.uri().to_string())?,
            headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: request.body().to_vec(),
            at: state.passed,
        };
        state.requests.push(kept);
        let scripted = self.script.get(state.requests.len() - 1).cloned();
        let last =
            self.script.last().filter(|last| !matches!(last, Scripted::Response(response) if response.is_success()));
        scripted.or_else(|| last.cloned())
    }
}

impl SendHttpTransport for ReplayTransport {
    async fn send(&self, request: http::Request<Bytes>, _: Attempt) -> Result<http::Response<Bytes>, TransportError> {
        let fail = |kind| Err(TransportError::new(kind, "as recorded"));
        let recorded = match self.keep(&request) {
            Some(Scripted::Response(response)) => response,
            Some(Scripted::Failure(kind)) => return fail(kind),
            Some(Scripted::Silence) => {
                self.state().silent = true;
                return pending().await;
            }
            None => {
                return Err(TransportError::new(TransportErrorKind::Other, "nothing was recorded for this request"));
            }
        };
        let Some(status) = recorded.status.filter(|_| !recorded.drop) else {
            return fail(TransportErrorKind::Interrupted);
        };
        let mut response = http::Response::builder().status(status);
        for (name, value) in &recorded.headers {
            response = response.header(name, value);
        }
        let without_body = request.method() == "HEAD" || status == 204 || status == 304;
        if recorded.truncate && !without_body {
            return fail(TransportErrorKind::Interrupted);
        }
        let body = if without_body { Bytes::new() } else { Bytes::from(recorded.body) };
        response.body(body).map_err(|error| TransportError::new(TransportErrorKind::Other, error))
    }

    /// Ends when it is first polled: a timeout that is not reached is never polled.
    async fn sleep(&self, duration: Duration) {
        let mut state = self.state();
        state.passed += duration;
        if !take(&mut state.silent) {
            state.backoff.push(duration);
        }
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(NOW).after(self.state().passed)
    }

    /// The first half, which chooses the backoff, is all zeros or all ones; the second is never the same twice.
    fn random(&self) -> [u8; 16] {
        let mut state = self.state();
        state.drawn += 1;
        let mut random = if self.jitter == Jitter::Lowest { [0; 16] } else { [0xFF; 16] };
        random[8..].copy_from_slice(&state.drawn.to_be_bytes());
        random
    }
}

/// The scope that all SDKs ask for.
const SCOPE: &str = "https://webpubsub.azure.com/.default";

/// Returns the recorder's token, or fails as the recorder's credential did.
#[derive(Debug)]
struct CountedTokens {
    count: Arc<AtomicUsize>,
    fails: bool,
}

#[async_trait]
impl TokenSource for CountedTokens {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        self.count.fetch_add(1, Ordering::Relaxed);
        match (self.fails, request.scope, request.claims) {
            (false, SCOPE, None) => Ok(AccessToken::new(TOKEN, UnixTime::from_secs(NOW + 3_600))),
            (true, SCOPE, None) => Err(CredentialError::new("no token for you")),
            (_, scope, claims) => Err(CredentialError::new(format!("unexpected scope {scope}, claims {claims:?}"))),
        }
    }
}

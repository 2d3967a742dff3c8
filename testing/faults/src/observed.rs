//! The client's record: what the transport returned for each attempt.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// What the transport returned for one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// A response with this status.
    Response(u16),
    /// [`TransportErrorKind::NotSent`].
    NotSent,
    /// Any other error.
    Uncertain,
}

/// The attempts of all calls, by message and number of the attempt, without those that were cancelled.
pub type Attempts = BTreeMap<(u32, u32), AttemptOutcome>;

/// A transport that adds the numbers of message and attempt to each request, as a header and first in its body, and records the outcome.
#[derive(Debug)]
pub struct ObservedTransport<T> {
    inner: T,
    attempts: Mutex<Attempts>,
}

impl<T> ObservedTransport<T> {
    /// Observes this transport.
    pub fn new(inner: T) -> Self {
        Self { inner, attempts: Mutex::default() }
    }

    /// The record so far.
    pub fn attempts(&self) -> Attempts {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T: SendHttpTransport> SendHttpTransport for ObservedTransport<T> {
    async fn send(&self, mut request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        let id = request.headers().get("x-ms-client-request-id").and_then(|id| id.to_str().ok()?.parse().ok());
        let id = id.unwrap_or(u32::MAX);
        request.headers_mut().insert(HeaderName::from_static("x-attempt"), HeaderValue::from(attempt.number));
        let request = request.map(|body| [format!("{id} {} ", attempt.number).as_bytes(), &body].concat().into());
        let result = self.inner.send(request, attempt).await;
        let outcome = match &result {
            Ok(response) => AttemptOutcome::Response(response.status().as_u16()),
            Err(error) if error.kind() == TransportErrorKind::NotSent => AttemptOutcome::NotSent,
            Err(_) => AttemptOutcome::Uncertain,
        };
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.insert((id, attempt.number), outcome);
        result
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
    }

    fn now(&self) -> UnixTime {
        self.inner.now()
    }

    fn random(&self) -> [u8; 16] {
        self.inner.random()
    }
}

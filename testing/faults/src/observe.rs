//! The client's book: what the transport said of each attempt.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use webpubsub_hyper::{Attempt, HyperTransport, SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// What the transport said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Said {
    /// An answer with this status.
    Answer(u16),
    /// [`TransportErrorKind::NotSent`].
    NotSent,
    /// Any other error.
    InDoubt,
}

/// The attempts of all calls: message and number of the attempt. Those that were cancelled are not in it.
pub type Attempted = BTreeMap<(u32, u32), Said>;

/// Passes requests on, numbers them, and writes down what comes back.
#[derive(Clone, Debug)]
pub struct Observed {
    inner: HyperTransport,
    attempted: Arc<Mutex<Attempted>>,
}

impl Observed {
    /// Observes this transport.
    pub fn new(inner: HyperTransport) -> Self {
        Self { inner, attempted: Arc::default() }
    }

    /// The book so far.
    pub fn attempted(&self) -> Attempted {
        self.attempted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl SendHttpTransport for Observed {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let attempt = request.extensions().get::<Attempt>().map_or(0, |attempt| attempt.number);
        let id = request.headers().get("x-ms-client-request-id").and_then(|id| id.to_str().ok()?.parse().ok());
        request.headers_mut().insert(HeaderName::from_static("x-attempt"), HeaderValue::from(attempt));
        let result = self.inner.send(request).await;
        let said = match &result {
            Ok(answer) => Said::Answer(answer.status().as_u16()),
            Err(error) if error.kind() == TransportErrorKind::NotSent => Said::NotSent,
            Err(_) => Said::InDoubt,
        };
        let mut attempted = self.attempted.lock().unwrap_or_else(PoisonError::into_inner);
        attempted.insert((id.unwrap_or(u32::MAX), attempt), said);
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

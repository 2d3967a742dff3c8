//! The transport over a service.

use crate::error::{BoxError, Classifier};
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tower_service::Service;
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// Sends requests through a tower service: a client with the layers of your choice.
///
/// `S` is the service, `B` the body of its requests, and `Z` the timer. Each call uses a clone of the service, so clones
/// must share what the calls have in common, connections and limits, as those of tower, hyper-util and reqwest do.
/// [`into_local`](Self::into_local) is for services that are not `Send`.
pub struct TowerTransport<S, B, Z> {
    pub(crate) service: S,
    pub(crate) sleep: Z,
    pub(crate) classifier: Classifier,
    pub(crate) max_response_size: usize,
    body: PhantomData<fn(B)>,
}

impl<S: Service<Request<B>>, B, Z> TowerTransport<S, B, Z> {
    /// A transport over this service. `sleep` returns a future that completes after a duration, of any length and not
    /// earlier: `tokio::time::sleep`, or the like of your runtime. It times attempts and the backoff between them.
    pub fn new(service: S, sleep: Z) -> Self {
        let max_response_size = 4 * 1_024 * 1_024;
        Self { service, sleep, classifier: Classifier::default(), max_response_size, body: PhantomData }
    }
}

impl<S, B, Z> TowerTransport<S, B, Z> {
    /// Reads errors that this crate does not know, or knows worse. `classify` is given an error of the service and then
    /// its sources, until it returns a kind; if it never does, the [rules of this crate](crate#errors) apply.
    ///
    /// Return [`NotSent`](TransportErrorKind::NotSent) only if the service cannot have read the request: it is then sent
    /// again.
    #[must_use]
    pub fn classify(
        mut self,
        classify: impl Fn(&(dyn Error + 'static)) -> Option<TransportErrorKind> + Send + Sync + 'static,
    ) -> Self {
        self.classifier = Classifier(Some(Box::new(classify)));
        self
    }

    /// The longest response body in bytes. Default: 4 MiB. A longer one is an error of kind
    /// [`ResponseTooLarge`](TransportErrorKind::ResponseTooLarge).
    #[must_use]
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }
}

impl<S, B, Z> fmt::Debug for TowerTransport<S, B, Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerTransport").field("max_response_size", &self.max_response_size).finish_non_exhaustive()
    }
}

impl<S, B, R, Z, F> SendHttpTransport for TowerTransport<S, B, Z>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>, Future: Send> + Clone + Send + Sync,
    B: From<Bytes>,
    R: Body<Data: Send, Error: Into<BoxError>> + Send,
    Z: Fn(Duration) -> F + Send + Sync,
    F: Future<Output = ()> + Send,
{
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.exchange(request, attempt.timeout).await
    }

    async fn sleep(&self, duration: Duration) {
        (self.sleep)(duration).await;
    }

    fn now(&self) -> UnixTime {
        now()
    }

    fn random(&self) -> [u8; 16] {
        random()
    }
}

pub(crate) fn now() -> UnixTime {
    UnixTime::from_duration(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

pub(crate) fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    // Fails only on systems without a source of randomness. Then request ids repeat and backoff loses its jitter.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

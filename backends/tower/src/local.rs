//! The transport over a service that is not `Send`.

use crate::TowerTransport;
use crate::error::BoxError;
use crate::tower_transport::{now, random};
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use std::fmt;
use std::time::Duration;
use tower_service::Service;
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, UnixTime};

/// A [`TowerTransport`] whose service, timer or their futures stay on one thread; made by [`TowerTransport::into_local`].
pub struct LocalTowerTransport<S, B, Z>(TowerTransport<S, B, Z>);

impl<S, B, Z> fmt::Debug for LocalTowerTransport<S, B, Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LocalTowerTransport").field(&self.0).finish()
    }
}

impl<S, B, Z> TowerTransport<S, B, Z> {
    /// The same without `Send`: for a thread-per-core runtime, or a `LocalSet`.
    pub fn into_local(self) -> LocalTowerTransport<S, B, Z> {
        LocalTowerTransport(self)
    }
}

impl<S, B, R, Z, F> HttpTransport for LocalTowerTransport<S, B, Z>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>> + Clone,
    B: From<Bytes>,
    R: Body<Error: Into<BoxError>>,
    Z: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.0.exchange(request, attempt.timeout).await
    }

    async fn sleep(&self, duration: Duration) {
        (self.0.sleep)(duration).await;
    }

    fn now(&self) -> UnixTime {
        now()
    }

    fn random(&self) -> [u8; 16] {
        random()
    }
}

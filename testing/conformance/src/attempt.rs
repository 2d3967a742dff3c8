//! The `Attempt` that the client puts into each request. Only the client makes one, so it is asked for it.

use bytes::Bytes;
use http::{Request, Response};
use std::cell::Cell;
use std::time::Duration;
use webpubsub_core::{
    AccessKey, Attempt, BuildError, CallOptions, HttpTransport, RetryPlan, Target, TransportError, TransportErrorKind,
    UnixTime, WebPubSubServiceClient,
};

/// What a request with this limit carries in its extensions.
pub(crate) async fn attempt(limit: Duration) -> Option<Attempt> {
    let client = client().ok()?.with(CallOptions::new().attempt_limit(limit).retry(RetryPlan::never()));
    // Fails by design: the transport only takes the extension out.
    let _ = client.health().await;
    client.transport().0.take()
}

fn client() -> Result<WebPubSubServiceClient<Catch>, BuildError> {
    let target = Target::new("http://localhost", "chat")?;
    Ok(WebPubSubServiceClient::with_transport(Catch::default(), target, AccessKey::new("none")?))
}

#[derive(Default)]
struct Catch(Cell<Option<Attempt>>);

impl HttpTransport for Catch {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.0.set(request.extensions().get::<Attempt>().copied());
        Err(TransportError::new(TransportErrorKind::NotSent, "nothing is sent here"))
    }

    async fn sleep(&self, _: Duration) {
        std::future::pending::<()>().await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(1)
    }

    fn random(&self) -> [u8; 16] {
        [0; 16]
    }
}

//! A transport chosen at run time.

use super::{Attempt, SendHttpTransport, TransportError, UnixTime};
use alloc::boxed::Box;
use alloc::sync::Arc;
use async_trait::async_trait;
use bytes::Bytes;
use core::fmt;
use core::time::Duration;
use http::{Request, Response};

/// Any [`SendHttpTransport`] behind one type, so that code with a client in its signatures needs no type parameter.
///
/// Costs two allocations and two indirect calls for each attempt.
#[derive(Clone)]
pub struct SharedTransport(Arc<dyn DynTransport>);

impl SharedTransport {
    /// Wraps a transport; clones of the result share it.
    pub fn new<T: SendHttpTransport + 'static>(transport: T) -> Self {
        Self(Arc::new(transport))
    }
}

impl fmt::Debug for SharedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedTransport")
    }
}

#[async_trait]
trait DynTransport: Send + Sync {
    async fn send_dyn(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError>;
    async fn sleep_dyn(&self, duration: Duration);
    fn now_dyn(&self) -> UnixTime;
    fn random_dyn(&self) -> [u8; 16];
}

#[async_trait]
impl<T: SendHttpTransport> DynTransport for T {
    async fn send_dyn(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        SendHttpTransport::send(self, request, attempt).await
    }

    async fn sleep_dyn(&self, duration: Duration) {
        SendHttpTransport::sleep(self, duration).await;
    }

    fn now_dyn(&self) -> UnixTime {
        SendHttpTransport::now(self)
    }

    fn random_dyn(&self) -> [u8; 16] {
        SendHttpTransport::random(self)
    }
}

impl SendHttpTransport for SharedTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.0.send_dyn(request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        self.0.sleep_dyn(duration).await;
    }

    fn now(&self) -> UnixTime {
        self.0.now_dyn()
    }

    fn random(&self) -> [u8; 16] {
        self.0.random_dyn()
    }
}

//! The transport itself.

use crate::HyperTransportBuilder;
use crate::pool::Pool;
use bytes::Bytes;
use http::{Request, Response};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_proxy::ProxyRules;

/// Sends requests with hyper on tokio: HTTP/1.1, or HTTP/2 where an `https` server offers it; TLS by rustls.
///
/// Connections are reused. Cloning is cheap, and clones share connections: give one transport to all clients. The
/// futures must be polled on a tokio runtime with I/O and time enabled; each runtime has connections of its own.
#[derive(Clone)]
pub struct HyperTransport {
    pub(crate) pool: Arc<Pool>,
    pub(crate) proxies: Arc<ProxyRules>,
    pub(crate) max_response_size: usize,
}

impl HyperTransport {
    /// A builder, for settings other than the default's.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").field("max_response_size", &self.max_response_size).finish_non_exhaustive()
    }
}

impl SendHttpTransport for HyperTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.exchange(request, attempt.timeout).await
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_duration(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Fails only on systems without a source of randomness. Then request ids repeat and backoff loses its jitter.
        let _ = getrandom::fill(&mut bytes);
        bytes
    }
}

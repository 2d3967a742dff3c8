//! The transport itself.

use crate::BlockingTransportBuilder;
use crate::hosts::Hosts;
use crate::sleep::Sleep;
use bytes::Bytes;
use http::{Request, Response};
use rustls::crypto::SecureRandom;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_proxy::ProxyRules;

/// Sends requests with ureq on the calling thread: HTTP/1.1, TLS by rustls.
///
/// Connections are reused. Cloning is cheap, and clones share connections: give one transport to all clients. `send` is
/// ready when it is first polled and blocks until then; a `sleep` is pending until its time, and
/// [`block_on`](crate::block_on) wakes it.
#[derive(Clone)]
pub struct BlockingTransport {
    pub(crate) agent: ureq::Agent,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) proxies: Arc<ProxyRules>,
    pub(crate) max_response_size: usize,
    /// That of TLS.
    pub(crate) random: &'static dyn SecureRandom,
}

impl BlockingTransport {
    /// A builder, for settings other than the default's.
    pub fn builder() -> BlockingTransportBuilder {
        BlockingTransportBuilder::new()
    }
}

impl Default for BlockingTransport {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for BlockingTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingTransport").field("max_response_size", &self.max_response_size).finish_non_exhaustive()
    }
}

impl SendHttpTransport for BlockingTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.exchange(request, attempt.timeout)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        Sleep::new(duration)
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_duration(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Fails only on systems without a source of randomness. Then request ids repeat and backoff loses its jitter.
        let _ = self.random.fill(&mut bytes);
        bytes
    }
}

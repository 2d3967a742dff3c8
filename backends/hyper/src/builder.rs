//! The transport's settings.

use crate::connector::Connector;
use crate::tls::Tls;
use crate::ways::{Choice, Ways};
use crate::{HyperTransport, Proxy};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::{BuildError, Secret};

/// Settings of a [`HyperTransport`]; made by [`HyperTransport::builder`].
#[derive(Clone, Debug)]
#[must_use = "settings do nothing until `build`"]
pub struct HyperTransportBuilder {
    connect_limit: Duration,
    idle_limit: Duration,
    idle_connections: usize,
    answer_cap: usize,
    http2: bool,
    tls: Tls,
    proxies: Choice,
}

impl HyperTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            connect_limit: Duration::from_secs(10),
            idle_limit: Duration::from_secs(60),
            idle_connections: 64,
            answer_cap: 4 * 1_024 * 1_024,
            http2: true,
            tls: Tls::default(),
            proxies: Choice::Environment,
        }
    }

    /// How long a new connection may take, TLS included: 10 s unless set. Past it the request counts as not sent.
    pub fn connect_limit(mut self, limit: Duration) -> Self {
        self.connect_limit = limit;
        self
    }

    /// How long an unused connection is kept: 60 s unless set. Shorter than the service's own limit, so that a request
    /// seldom meets a connection that is being closed.
    pub fn idle_limit(mut self, limit: Duration) -> Self {
        self.idle_limit = limit;
        self
    }

    /// How many unused connections are kept for each host: 64 unless set.
    pub fn idle_connections(mut self, connections: usize) -> Self {
        self.idle_connections = connections;
        self
    }

    /// The longest answer body in bytes: 4 MiB unless set. A longer one is an error of kind
    /// [`AnswerTooLarge`](crate::TransportErrorKind::AnswerTooLarge).
    pub fn answer_cap(mut self, bytes: usize) -> Self {
        self.answer_cap = bytes;
        self
    }

    /// Whether HTTP/2 is offered to `https` servers: yes unless set. `http` is always HTTP/1.1.
    pub fn http2(mut self, offer: bool) -> Self {
        self.http2 = offer;
        self
    }

    /// Also trusts the certificates in this PEM text, one or several: of a company's own authority, or of a gateway that
    /// opens TLS. Refused if one of them cannot be read.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Result<Self, BuildError> {
        self.tls.add_roots(pem.as_ref())?;
        Ok(self)
    }

    /// Shows this certificate to servers that ask for one (mutual TLS). The chain is PEM with the client's own
    /// certificate first; the key is PEM (PKCS #8, PKCS #1 or SEC 1, not encrypted). Refused if either cannot be read or
    /// they do not belong together; the error never quotes the key.
    pub fn client_certificate(mut self, chain: impl AsRef<[u8]>, key: impl Into<Secret>) -> Result<Self, BuildError> {
        self.tls.set_identity(chain.as_ref(), &key.into())?;
        Ok(self)
    }

    /// Sends every request through this proxy, but for the hosts that it [excepts](Proxy::except), in place of those that
    /// the environment names.
    ///
    /// Unless set, [`build`](Self::build) reads the environment: `HTTPS_PROXY` for `https` endpoints, `HTTP_PROXY` for
    /// `http`, `ALL_PROXY` for whichever of the two is not set, and the exceptions in `NO_PROXY`; each also in lowercase.
    /// This machine itself (`localhost`, loopback addresses) is always an exception then. A variable that names no usable
    /// proxy fails the calls that it is for, rather than being passed over.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxies = Choice::Through(proxy);
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxies = Choice::Straight;
        self
    }

    /// Makes the transport. Reads the trusted certificates and the environment's proxies, opens no connection, and
    /// needs no running runtime.
    pub fn build(self) -> HyperTransport {
        let ways = Arc::new(Ways::new(self.proxies));
        let connector = Connector::new(self.tls.config(), Arc::clone(&ways), self.http2, self.connect_limit);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(self.idle_limit)
            .pool_max_idle_per_host(self.idle_connections)
            .build(connector);
        HyperTransport::from_parts(client, ways, self.answer_cap)
    }
}

//! The transport's settings.

use crate::HyperTransport;
use crate::connector::Connector;
use crate::tls::Tls;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
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

    /// Makes the transport. Reads the trusted certificates, opens no connection, and needs no running runtime.
    pub fn build(self) -> HyperTransport {
        let connector = Connector::new(self.tls.config(), self.http2, self.connect_limit);
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(self.idle_limit)
            .pool_max_idle_per_host(self.idle_connections)
            .build(connector);
        HyperTransport::from_parts(client, self.answer_cap)
    }
}

//! The transport's settings.

use crate::connector::Connector;
use crate::pool::{Pool, Settings};
use crate::{HyperTransport, Proxy};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::{BuildError, Secret};
use webpubsub_proxy::ProxyRules;
use webpubsub_tls::TlsSettings;

/// Settings of a [`HyperTransport`]; made by [`HyperTransport::builder`].
#[derive(Clone, Debug)]
#[must_use = "settings do nothing until `build`"]
pub struct HyperTransportBuilder {
    connect_timeout: Duration,
    pool_idle_timeout: Duration,
    pool_max_idle_per_host: usize,
    max_connections_per_host: usize,
    http2_keep_alive_interval: Option<Duration>,
    http2_keep_alive_timeout: Duration,
    max_response_size: usize,
    http2: bool,
    tls: TlsSettings,
    /// Without any, those of the environment.
    proxies: Option<ProxyRules>,
}

impl HyperTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            pool_idle_timeout: Duration::from_secs(60),
            pool_max_idle_per_host: 64,
            max_connections_per_host: 256,
            http2_keep_alive_interval: Some(Duration::from_secs(20)),
            http2_keep_alive_timeout: Duration::from_secs(10),
            max_response_size: 4 * 1_024 * 1_024,
            http2: true,
            tls: TlsSettings::default(),
            proxies: None,
        }
    }

    /// How long a new connection may take, TLS included. Default: 10 s. After that the request counts as not sent. Each
    /// address of a host has its share of the time.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long an unused connection is kept. Default: 60 s. Shorter than the service's own timeout, so that a request
    /// rarely meets a connection that is being closed.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool_idle_timeout = timeout;
        self
    }

    /// How many unused connections are kept for each host. Default: 64.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.pool_max_idle_per_host = connections;
        self
    }

    /// How many HTTP/1 connections to one host are open at once, at least 1. Default: 256. Further calls wait for one
    /// within their timeout, in order; after that they count as not sent. HTTP/2 needs one connection for all calls.
    /// Each [runtime](crate#runtime) has connections of its own.
    pub fn max_connections_per_host(mut self, connections: usize) -> Self {
        self.max_connections_per_host = connections.max(1);
        self
    }

    /// How long the server may be silent before an HTTP/2 connection sends a ping, whether calls are in flight or not.
    /// `None` sends none. Default: 20 s. If a load balancer or firewall has silently dropped the connection, the
    /// next call does not use it.
    pub fn http2_keep_alive_interval(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.http2_keep_alive_interval = interval.into();
        self
    }

    /// How long the response to such a ping may take. Default: 10 s. Without one the connection is closed, and its calls
    /// end as [`Interrupted`](crate::TransportErrorKind::Interrupted).
    pub fn http2_keep_alive_timeout(mut self, timeout: Duration) -> Self {
        self.http2_keep_alive_timeout = timeout;
        self
    }

    /// The longest response body in bytes. Default: 4 MiB. A longer one is an error of kind
    /// [`ResponseTooLarge`](crate::TransportErrorKind::ResponseTooLarge).
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Whether HTTP/2 is offered to `https` servers. Default: yes. `http` is always HTTP/1.1.
    pub fn http2(mut self, offer: bool) -> Self {
        self.http2 = offer;
        self
    }

    /// Also trusts the certificates in this PEM text, one or several: of a private certificate authority, or of a gateway
    /// that inspects TLS. An error if one of them cannot be read.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Result<Self, BuildError> {
        self.tls.add_roots(pem.as_ref())?;
        Ok(self)
    }

    /// Presents this certificate to servers that request one (mutual TLS). The chain is PEM with the client's own
    /// certificate first; the key is PEM (PKCS #8, PKCS #1 or SEC 1, not encrypted). An error if either cannot be read or
    /// they do not belong together; the error never quotes the key.
    pub fn client_certificate(mut self, chain: impl AsRef<[u8]>, key: impl Into<Secret>) -> Result<Self, BuildError> {
        self.tls.set_identity(chain.as_ref(), &key.into())?;
        Ok(self)
    }

    /// Sends every request through this proxy, except to the hosts that it [excepts](Proxy::except), in place of the
    /// proxies in the environment.
    ///
    /// By default, [`build`](Self::build) reads the environment: `HTTPS_PROXY` for `https` endpoints, `HTTP_PROXY` for
    /// `http`, `ALL_PROXY` for whichever of the two is not set, and the exceptions in `NO_PROXY`, whose forms
    /// [`NoProxy`](crate::NoProxy) lists; each also in lowercase. This machine itself (`localhost`, loopback
    /// addresses) and link-local addresses, such as that of a virtual machine's metadata service, are then always
    /// exceptions. If a variable is not a valid proxy, the calls that would use it fail: they do not bypass the proxy.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxies = Some(ProxyRules::through(proxy));
        self
    }

    /// Uses no proxy, and ignores the environment.
    pub fn no_proxy(mut self) -> Self {
        self.proxies = Some(ProxyRules::direct());
        self
    }

    /// Makes the transport. Reads the trusted certificates and the environment's proxies, opens no connection, and
    /// needs no running runtime.
    pub fn build(self) -> HyperTransport {
        let http2 = self.http2.then(|| self.http2_builder());
        let (tls, trust_fault) = self.tls.config();
        let proxies = Arc::new(self.proxies.unwrap_or_else(environment));
        let pool = Pool::new(Settings {
            connector: Connector::new(tls, Arc::clone(&proxies), self.http2, self.connect_timeout),
            trust_fault,
            http2,
            connect_timeout: self.connect_timeout,
            idle_timeout: self.pool_idle_timeout,
            max_idle: self.pool_max_idle_per_host,
            max_connections: self.max_connections_per_host,
        });
        HyperTransport { pool: Arc::new(pool), proxies, max_response_size: self.max_response_size }
    }

    fn http2_builder(&self) -> http2::Builder<TokioExecutor> {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .keep_alive_interval(self.http2_keep_alive_interval)
            .keep_alive_timeout(self.http2_keep_alive_timeout)
            .keep_alive_while_idle(true);
        builder
    }
}

fn environment() -> ProxyRules {
    ProxyRules::from_variables(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
}

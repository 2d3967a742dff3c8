//! The transport's settings.

use crate::connector::Connector;
use crate::hosts::Hosts;
use crate::{BlockingTransport, Proxy};
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use webpubsub_core::{BuildError, Secret};
use webpubsub_proxy::ProxyRules;
use webpubsub_tls::TlsSettings;

/// Settings of a [`BlockingTransport`]; made by [`BlockingTransport::builder`].
#[derive(Clone, Debug)]
#[must_use = "settings do nothing until `build`"]
pub struct BlockingTransportBuilder {
    connect_timeout: Duration,
    pool_idle_timeout: Duration,
    pool_max_idle_per_host: usize,
    max_connections_per_host: usize,
    max_response_size: usize,
    tls: TlsSettings,
    /// Without any, those of the environment.
    proxies: Option<ProxyRules>,
}

impl BlockingTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            pool_idle_timeout: Duration::from_secs(60),
            pool_max_idle_per_host: 64,
            max_connections_per_host: 256,
            max_response_size: 4 * 1_024 * 1_024,
            tls: TlsSettings::default(),
            proxies: None,
        }
    }

    /// How long a new connection may take, including name lookup, proxy and TLS. Default: 10 s. After that the
    /// request counts as not sent.
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

    /// How many connections to one host are open at once, at least 1. Default: 256. Further calls wait for one within their
    /// timeout, in order; after that they count as not sent.
    pub fn max_connections_per_host(mut self, connections: usize) -> Self {
        self.max_connections_per_host = connections.max(1);
        self
    }

    /// The longest response body in bytes. Default: 4 MiB. A longer one is an error of kind
    /// [`ResponseTooLarge`](crate::TransportErrorKind::ResponseTooLarge).
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
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

    /// Makes the transport. Reads the trusted certificates and the environment's proxies, and opens no connection.
    pub fn build(self) -> BlockingTransport {
        let proxies = Arc::new(self.proxies.unwrap_or_else(environment));
        let connector = Connector::new(&self.tls, Arc::clone(&proxies), self.connect_timeout);
        let random = connector.random();
        // The client decides about statuses and redirects, and writes all headers.
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .proxy(None)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .max_idle_connections(usize::MAX)
            .max_idle_connections_per_host(self.pool_max_idle_per_host)
            .max_idle_age(self.pool_idle_timeout)
            .build();
        let agent = Agent::with_parts(config, connector, crate::connector::NoResolver);
        let hosts = Arc::new(Hosts::new(self.max_connections_per_host));
        BlockingTransport { agent, hosts, proxies, max_response_size: self.max_response_size, random }
    }
}

fn environment() -> ProxyRules {
    ProxyRules::from_variables(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
}

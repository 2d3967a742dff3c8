//! Opens the stream over which HTTP with a host runs.

use crate::proxy_connector::ProxyConnector;
use crate::stale_check::StaleCheckedStream;
use hyper::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use rustls::ClientConfig;
use std::error::Error;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tower_service::Service;
use webpubsub_proxy::ProxyRules;

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

pub(crate) struct Connector(HttpsConnector<ProxyConnector>);

impl Connector {
    pub(crate) fn new(tls: ClientConfig, proxies: Arc<ProxyRules>, http2: bool, connect_timeout: Duration) -> Self {
        let proxy = ProxyConnector::new(tcp(GaiResolver::new(), connect_timeout), tls.clone(), proxies);
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        Self(if http2 { builder.enable_http2().wrap_connector(proxy) } else { builder.wrap_connector(proxy) })
    }

    pub(crate) async fn connect(&self, uri: Uri) -> Result<StaleCheckedStream, BoxError> {
        let mut connector = self.0.clone();
        poll_fn(|context| connector.poll_ready(context)).await?;
        Ok(StaleCheckedStream::new(connector.call(uri).await?))
    }
}

fn tcp<R>(resolver: R, connect_timeout: Duration) -> HttpConnector<R> {
    let mut tcp = HttpConnector::new_with_resolver(resolver);
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    // Each address of a host has its share: one that does not respond leaves time for the others.
    tcp.set_connect_timeout(Some(connect_timeout));
    tcp
}

#[cfg(test)]
mod tests;

//! Opens connections, each within the connect timeout.

use crate::proxy_connector::ProxyConnector;
use crate::proxy_selection::ProxySelection;
use crate::stale_check::StaleCheckedStream;
use hyper::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig;
use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tower_service::Service;

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// Behind one pointer: hyper copies the connector for each request, whether it opens a connection or not.
#[derive(Clone)]
pub(crate) struct Connector(Arc<Settings>);

struct Settings {
    inner: HttpsConnector<ProxyConnector>,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(tls: ClientConfig, proxies: Arc<ProxySelection>, http2: bool, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let proxy = ProxyConnector::new(tcp, tls.clone(), proxies);
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let inner = if http2 { builder.enable_http2().wrap_connector(proxy) } else { builder.wrap_connector(proxy) };
        Self(Arc::new(Settings { inner, timeout }))
    }
}

impl Service<Uri> for Connector {
    type Response = StaleCheckedStream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<StaleCheckedStream, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let timeout = self.0.timeout;
        let mut inner = self.0.inner.clone();
        let connecting = async move {
            poll_fn(|context| inner.poll_ready(context)).await?;
            inner.call(uri).await
        };
        Box::pin(async move {
            match tokio::time::timeout(timeout, connecting).await {
                Ok(stream) => Ok(StaleCheckedStream::new(stream?)),
                Err(_) => {
                    Err(io::Error::new(io::ErrorKind::TimedOut, "no connection within the connect timeout").into())
                }
            }
        })
    }
}

//! Opens connections, within a limit, and wraps them so that their closing is noticed.

use crate::route::Route;
use crate::stream::Watched;
use crate::ways::Ways;
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
pub(crate) struct Connector(Arc<Opener>);

struct Opener {
    inner: HttpsConnector<Route>,
    limit: Duration,
}

impl Connector {
    pub(crate) fn new(tls: ClientConfig, ways: Arc<Ways>, http2: bool, limit: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let route = Route::new(tcp, tls.clone(), ways);
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let inner = if http2 { builder.enable_http2().wrap_connector(route) } else { builder.wrap_connector(route) };
        Self(Arc::new(Opener { inner, limit }))
    }
}

impl Service<Uri> for Connector {
    type Response = Watched;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Watched, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let limit = self.0.limit;
        let mut inner = self.0.inner.clone();
        let opening = async move {
            poll_fn(|context| inner.poll_ready(context)).await?;
            inner.call(uri).await
        };
        Box::pin(async move {
            match tokio::time::timeout(limit, opening).await {
                Ok(stream) => Ok(Watched::new(stream?)),
                Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "connecting took too long").into()),
            }
        })
    }
}

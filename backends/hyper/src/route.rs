//! The first stretch of a connection: to the host itself, or to a proxy and through it.

use crate::connector::BoxError;
use crate::stretch::Stretch;
use crate::ways::{Way, Ways};
use http::uri::{Scheme, Uri};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use rustls::ClientConfig;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_service::Service;

/// Opens the stretch over which TLS with the service, or plain HTTP, is spoken.
#[derive(Clone)]
pub(crate) struct Route {
    straight: HttpConnector,
    to_proxy: HttpsConnector<HttpConnector>,
    ways: Arc<Ways>,
}

impl Route {
    /// `tls` is for proxies that are reached over TLS.
    pub(crate) fn new(straight: HttpConnector, tls: ClientConfig, ways: Arc<Ways>) -> Self {
        Self { to_proxy: HttpsConnector::from((straight.clone(), tls)), straight, ways }
    }
}

impl Service<Uri> for Route {
    type Response = Stretch;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stretch, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.to_proxy.poll_ready(context)
    }

    fn call(&mut self, host: Uri) -> Self::Future {
        match self.ways.to(&host) {
            Way::Straight => {
                let opening = self.straight.call(host);
                Box::pin(async move { Ok(Stretch::new(MaybeHttpsStream::Http(opening.await?), false)) })
            }
            Way::Through(proxy) => {
                let address = proxy.address().clone();
                let forwards = host.scheme() != Some(&Scheme::HTTPS);
                let opening: Pin<Box<dyn Future<Output = Result<_, BoxError>> + Send>> = if forwards {
                    self.to_proxy.call(address.clone())
                } else {
                    let mut tunnel = Tunnel::new(address.clone(), self.to_proxy.clone());
                    if let Some(authorization) = proxy.authorization() {
                        tunnel = tunnel.with_auth(authorization);
                    }
                    let opening = tunnel.call(host);
                    Box::pin(async move { Ok(opening.await?) })
                };
                Box::pin(async move {
                    let stream = opening.await.map_err(|cause| ProxyError { address, cause })?;
                    Ok(Stretch::new(stream, forwards))
                })
            }
            Way::Nowhere(error) => {
                let error = error.clone();
                Box::pin(async move { Err(error.into()) })
            }
        }
    }
}

/// The proxy could not be reached, or did not open a tunnel.
#[derive(Debug)]
struct ProxyError {
    address: Uri,
    cause: BoxError,
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "proxy {}", self.address.authority().map_or("", |authority| authority.as_str()))
    }
}

impl std::error::Error for ProxyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.cause)
    }
}

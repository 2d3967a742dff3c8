//! Connects to the host, directly or through the proxy that is selected for it.

use crate::connector::BoxError;
use crate::proxy_stream::ProxyStream;
use crate::tunnel::open_tunnel;
use http::HeaderValue;
use http::uri::{Scheme, Uri};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tower_service::Service;
use webpubsub_proxy::{Proxy, ProxyRules, ProxySelection};

/// The proxy selection for the URI's host.
pub(crate) fn select_proxy<'a>(rules: &'a ProxyRules, uri: &Uri) -> ProxySelection<'a> {
    rules.select(uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default(), uri.port_u16())
}

/// The value of `Proxy-Authorization`.
pub(crate) fn authorization(proxy: &Proxy) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(proxy.authorization()?.expose()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Opens the stream over which TLS with the service, or plain HTTP, runs.
#[derive(Clone)]
pub(crate) struct ProxyConnector {
    tcp: HttpConnector,
    to_proxy: HttpsConnector<HttpConnector>,
    proxies: Arc<ProxyRules>,
}

impl ProxyConnector {
    /// `tls` is for proxies that are reached over TLS.
    pub(crate) fn new(tcp: HttpConnector, tls: ClientConfig, proxies: Arc<ProxyRules>) -> Self {
        Self { to_proxy: HttpsConnector::from((tcp.clone(), tls)), tcp, proxies }
    }
}

impl Service<Uri> for ProxyConnector {
    type Response = ProxyStream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<ProxyStream, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.to_proxy.poll_ready(context)
    }

    fn call(&mut self, host: Uri) -> Self::Future {
        match select_proxy(&self.proxies, &host) {
            ProxySelection::Direct => {
                let connecting = self.tcp.call(host);
                Box::pin(async move { Ok(ProxyStream::new(MaybeHttpsStream::Http(connecting.await?), false)) })
            }
            ProxySelection::Proxy(proxy) => {
                let address = match Uri::try_from(proxy.to_string()) {
                    Ok(address) => address,
                    Err(error) => return Box::pin(async move { Err(error.into()) }),
                };
                let (connecting, proxy) = (self.to_proxy.call(address.clone()), proxy.clone());
                Box::pin(async move {
                    let stream = to_host(connecting, &proxy, &host).await;
                    stream.map_err(|source| ProxyError { address, source }.into())
                })
            }
            ProxySelection::Misconfigured(error) => {
                let error = error.clone();
                Box::pin(async move { Err(error.into()) })
            }
        }
    }
}

/// The stream to the proxy becomes one to the host, or one over which the proxy reads requests and forwards them.
async fn to_host(
    connecting: impl Future<Output = Result<MaybeHttpsStream<TokioIo<TcpStream>>, BoxError>>,
    proxy: &Proxy,
    host: &Uri,
) -> Result<ProxyStream, BoxError> {
    let mut stream = connecting.await?;
    let forwards = host.scheme() != Some(&Scheme::HTTPS);
    if !forwards {
        open_tunnel(&mut stream, proxy, host.host().unwrap_or_default(), host.port_u16().unwrap_or(443)).await?;
    }
    Ok(ProxyStream::new(stream, forwards))
}

/// The proxy could not be reached, or did not open a tunnel. The text names the proxy; the source says why.
#[derive(Debug)]
struct ProxyError {
    address: Uri,
    source: BoxError,
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "proxy {}", self.address.authority().map_or("", |authority| authority.as_str()))
    }
}

impl std::error::Error for ProxyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

//! Opens connections: to the host or through a proxy, with TLS or without. Until one is open nothing is sent.

use crate::connection::Connection;
use crate::deadline::Deadline;
use crate::error::{BoxError, NoConnection};
use crate::resolve::Lookups;
use crate::stream::{Socket, Stream};
use crate::tunnel::open_tunnel;
use http::Uri;
use http::uri::Scheme;
use rustls::crypto::SecureRandom;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use ureq::config::Config;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{self, ConnectionDetails, NextTimeout};
use webpubsub_proxy::{Proxy, ProxyRules, ProxySelection};
use webpubsub_tls::{TlsSettings, tls_error};

pub(crate) struct Connector {
    tls: Arc<ClientConfig>,
    /// What is wrong with the trusted certificates, if anything is.
    trust_fault: Option<String>,
    proxies: Arc<ProxyRules>,
    connect_timeout: Duration,
    lookups: Lookups,
}

impl Connector {
    pub(crate) fn new(tls: &TlsSettings, proxies: Arc<ProxyRules>, connect_timeout: Duration) -> Self {
        let (mut tls, trust_fault) = tls.config();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self { tls: Arc::new(tls), trust_fault, proxies, connect_timeout, lookups: Lookups::default() }
    }

    pub(crate) fn random(&self) -> &'static dyn SecureRandom {
        self.tls.crypto_provider().secure_random
    }

    fn open(&self, uri: &Uri, deadline: Deadline) -> Result<Connection, BoxError> {
        let host = uri.host().unwrap_or_default();
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let (stream, forwards_to) = match select_proxy(&self.proxies, uri) {
            ProxySelection::Direct => (self.tcp(host, port, deadline)?, None),
            ProxySelection::Proxy(proxy) => {
                let named = |source| ProxyError { proxy: format!("{}:{}", proxy.host(), proxy.port()), source };
                let mut stream = self.to_proxy(proxy, deadline).map_err(named)?;
                if is_https {
                    open_tunnel(&mut stream, proxy, host, port).map_err(|error| named(error.into()))?;
                }
                (stream, (!is_https).then(|| format!("http://{}", uri.authority().map_or(host, |own| own.as_str()))))
            }
            ProxySelection::Misconfigured(error) => return Err(error.clone().into()),
        };
        let stream = if is_https { self.tls(stream, host)? } else { stream };
        Ok(Connection::new(stream, forwards_to))
    }

    fn to_proxy(&self, proxy: &Proxy, deadline: Deadline) -> Result<Stream, BoxError> {
        let stream = self.tcp(proxy.host(), proxy.port(), deadline)?;
        if proxy.is_https() { self.tls(stream, proxy.host()) } else { Ok(stream) }
    }

    fn tcp(&self, host: &str, port: u16, deadline: Deadline) -> Result<Stream, BoxError> {
        connect_to_any(host, &self.lookups.addresses(host, port, deadline)?, deadline)
    }

    /// TLS over the stream. The handshake is complete then, so its failures are not those of a request.
    fn tls(&self, stream: Stream, host: &str) -> Result<Stream, BoxError> {
        let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']'))?.to_owned();
        let mut tls = StreamOwned::new(ClientConnection::new(Arc::clone(&self.tls), name)?, stream);
        while tls.conn.is_handshaking() {
            tls.conn.complete_io(&mut tls.sock).map_err(in_handshake)?;
        }
        Ok(Stream::Tls(Box::new(tls)))
    }
}

/// Tries the addresses in order, each with its share of the time that is left. The error names the address, unless that is
/// what the caller named.
fn connect_to_any(host: &str, addresses: &[SocketAddr], deadline: Deadline) -> Result<Stream, BoxError> {
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host's name has no address").into();
    for (tried, address) in addresses.iter().enumerate() {
        let others = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        match connect(*address, deadline.left()?.map(|left| left / others)) {
            Ok(tcp) => return Ok(Stream::Plain(Socket::new(tcp, deadline))),
            Err(error) if host == in_url(address.ip()) => failure = error.into(),
            Err(error) => failure = format!("{address}: {error}").into(),
        }
    }
    Err(failure)
}

fn in_url(address: IpAddr) -> String {
    if address.is_ipv6() { format!("[{address}]") } else { address.to_string() }
}

/// The socket's own errors do not say that TLS was what the peer ended; those of rustls do.
fn in_handshake(error: io::Error) -> io::Error {
    match tls_error(&error) {
        Some(_) => error,
        None => io::Error::new(error.kind(), format!("TLS handshake: {error}")),
    }
}

fn connect(address: SocketAddr, time: Option<Duration>) -> io::Result<TcpStream> {
    let tcp = match time {
        Some(time) => TcpStream::connect_timeout(&address, time.max(Duration::from_millis(1)))?,
        None => TcpStream::connect(address)?,
    };
    tcp.set_nodelay(true)?;
    Ok(tcp)
}

/// The proxy selection for the URI's host.
pub(crate) fn select_proxy<'a>(rules: &'a ProxyRules, uri: &Uri) -> ProxySelection<'a> {
    rules.select(uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default(), uri.port_u16())
}

impl transport::Connector for Connector {
    type Out = Connection;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Connection>, ureq::Error> {
        let deadline = Deadline::after(self.connect_timeout.min(*details.timeout.after));
        self.open(details.uri, deadline).map(Some).map_err(|error| {
            let failure = if deadline.has_passed() {
                NoConnection::TimedOut
            } else {
                NoConnection::new(&*error, self.trust_fault.as_deref())
            };
            ureq::Error::Other(Box::new(failure))
        })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

/// The proxy could not be reached, or did not open a tunnel. The text names the proxy; the source says why.
#[derive(Debug)]
struct ProxyError {
    proxy: String,
    source: BoxError,
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "proxy {}", self.proxy)
    }
}

impl std::error::Error for ProxyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// ureq resolves a name for each request; the [`Connector`] does for each connection.
#[derive(Debug)]
pub(crate) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

#[cfg(test)]
mod tests;

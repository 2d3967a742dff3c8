//! The stream to the service: over TCP, or through the tunnel of the environment's proxy, by the rules for requests.

use super::heard::Heard;
use super::trust::Trust;
use crate::connect::proxy_rules;
use crate::failure::Failure;
use http::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower_service::Service as _;
use webpubsub_proxy::{Proxy, ProxySelection, TunnelError, TunnelResponse};

/// TLS with the service, if any, is not part of it.
pub(crate) type Stream = Heard<TokioIo<MaybeHttpsStream<TokioIo<TcpStream>>>>;

/// Opens the stream for a `ws` or `wss` URL. Each address of a host has its share of the timeout.
pub(crate) async fn dial(url: &Uri, trust: &Trust, timeout: Duration) -> Result<Stream, Failure> {
    let invalid = || Failure::NotReached("not connected: the client's URL is not valid".into());
    let (scheme, port) = if url.scheme_str() == Some("wss") { ("https", 443) } else { ("http", 80) };
    let (host, port) = (url.host().ok_or_else(invalid)?, url.port_u16().unwrap_or(port));
    let authority = format!("{host}:{port}");
    let service =
        Uri::builder().scheme(scheme).authority(authority).path_and_query("/").build().map_err(|_| invalid())?;
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(timeout));
    let stream = match proxy_rules().select(scheme, host, Some(port)) {
        ProxySelection::Direct => {
            let connected = tcp.call(service).await;
            MaybeHttpsStream::Http(connected.map_err(|error| trust.failure(&error, ""))?)
        }
        ProxySelection::Proxy(proxy) => {
            let through = format!("proxy {}:{}: ", proxy.host(), proxy.port());
            let address = Uri::try_from(proxy.to_string()).map_err(|error| trust.failure(&error, &through))?;
            let connected = HttpsConnector::from((tcp, trust.config())).call(address).await;
            let mut stream = connected.map_err(|error| trust.failure(&*error, &through))?;
            let opened = open_tunnel(&mut stream, proxy, host, port).await;
            opened.map_err(|error| trust.failure(&error, &through))?;
            stream
        }
        ProxySelection::Misconfigured(error) => return Err(Failure::Misconfigured(format!("not connected: {error}"))),
    };
    Ok(Heard::new(TokioIo::new(stream)))
}

/// Has the proxy connect the stream to the host.
async fn open_tunnel(
    stream: &mut MaybeHttpsStream<TokioIo<TcpStream>>,
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> Result<(), TunnelError> {
    let mut stream = TokioIo::new(stream);
    stream.write_all(proxy.tunnel_request(host, port).expose().as_bytes()).await?;
    stream.flush().await?;
    let mut response = TunnelResponse::default();
    while !response.push(stream.read_u8().await?)? {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};
    use tokio::net::TcpSocket;

    const SHORT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn an_address_that_does_not_respond_has_a_share_of_the_timeout() {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
        let listener = socket.listen(1).expect("listening");
        let address = listener.local_addr().expect("an address");
        // Neither accepted nor refused, because the queue is full.
        let _queued: Vec<_> = std::iter::from_fn(|| TcpStream::connect_timeout(&address, SHORT).ok()).collect();
        let url = Uri::try_from(format!("ws://{address}/")).expect("a URL");
        let trust = Trust::new();
        let dialed = tokio::time::timeout(Duration::from_secs(60), dial(&url, &trust, SHORT)).await;
        let Err(Failure::NotReached(text)) = dialed.expect("in time") else { panic!("connected") };
        assert_eq!(text, "not connected within the timeout");
    }
}

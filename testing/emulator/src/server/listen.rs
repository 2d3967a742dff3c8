//! Binding addresses, and one task for each TCP connection.

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{Service, Wire, router};
use crate::start_error::StartError;

/// What a TLS handshake may take.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

pub(super) async fn bind(host: &str, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = TcpListener::bind((host.trim_matches(['[', ']']), port)).await.map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    Ok((listener, address))
}

/// The address as clients on this machine reach it.
pub(crate) fn endpoint(scheme: &str, host: &str, address: SocketAddr) -> String {
    let port = address.port();
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => format!("{scheme}://127.0.0.1:{port}"),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => format!("{scheme}://[::1]:{port}"),
        Ok(IpAddr::V6(ip)) => format!("{scheme}://[{ip}]:{port}"),
        Ok(IpAddr::V4(_)) | Err(_) => format!("{scheme}://{host}:{port}"),
    }
}

/// Takes connections until the emulator stops; with an acceptor they are TLS.
pub(super) async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, service: Arc<Service>) {
    loop {
        tokio::select! {
            () = service.life.stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => service.life.spawn(serve(stream, peer, tls.clone(), Arc::clone(&service))),
                // Out of descriptors, most likely: give others time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, tls: Option<TlsAcceptor>, service: Arc<Service>) {
    // Small frames are to leave at once; without it they do so later.
    let _ = stream.set_nodelay(true);
    let wire = Wire { is_tls: tls.is_some(), is_local: peer.ip().to_canonical().is_loopback() };
    match tls {
        None => speak(stream, wire, service).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_LIMIT, tls.accept(stream)).await {
                speak(stream, wire, service).await;
            }
        }
    }
}

async fn speak<S>(stream: S, wire: Wire, service: Arc<Service>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let stop = service.life.stop.clone();
    let handler = service_fn(move |request| router::answer(Arc::clone(&service), wire, request));
    let server = auto::Builder::new(TokioExecutor::new());
    let mut connection = pin!(server.serve_connection_with_upgrades(TokioIo::new(stream), handler));
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        let at = |host, address: &str| endpoint("http", host, address.parse().expect("address"));
        assert_eq!(at("127.0.0.1", "127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(at("0.0.0.0", "0.0.0.0:1"), "http://127.0.0.1:1");
        assert_eq!(at("::", "[::]:1"), "http://[::1]:1");
        assert_eq!(at("[::1]", "[::1]:1"), "http://[::1]:1");
        assert_eq!(at("localhost", "127.0.0.1:1"), "http://localhost:1");
    }
}

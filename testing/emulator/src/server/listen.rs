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
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::explained::Explained;
use super::requests::Requests;
use super::timed::Timed;
use super::validate::MAX_HEADER_LIST;
use super::{Service, router};
use crate::start_error::StartError;

/// The timeout of a TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a stopping emulator waits for the rest of a head, and for the last response to be written.
const STOP_GRACE: Duration = Duration::from_millis(50);

/// What is known of the connection of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionInfo {
    pub(crate) is_tls: bool,
    /// Whether the client is on this machine.
    pub(crate) is_local: bool,
}

impl ConnectionInfo {
    pub(crate) fn scheme(self) -> &'static str {
        if self.is_tls { "https" } else { "http" }
    }
}

pub(super) async fn bind(host: &str, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = TcpListener::bind((host.trim_matches(['[', ']']), port)).await.map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    Ok((listener, address))
}

/// The URL at which clients on this machine reach the address.
pub(crate) fn endpoint(scheme: &str, host: &str, address: SocketAddr) -> String {
    let port = address.port();
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => format!("{scheme}://127.0.0.1:{port}"),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => format!("{scheme}://[::1]:{port}"),
        Ok(IpAddr::V6(ip)) => format!("{scheme}://[{ip}]:{port}"),
        Ok(IpAddr::V4(_)) | Err(_) => format!("{scheme}://{host}:{port}"),
    }
}

/// Accepts connections until the emulator stops; with an acceptor they use TLS.
pub(super) async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, service: Arc<Service>) {
    loop {
        tokio::select! {
            () = service.tasks.stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => service.tasks.spawn(serve(stream, peer, tls.clone(), Arc::clone(&service))),
                Err(error) => {
                    service.controls.warnings.add(format!("connections cannot be accepted: {error}"));
                    // Probably out of file descriptors: wait until other connections end.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, tls: Option<TlsAcceptor>, service: Arc<Service>) {
    // So that small frames are sent without delay; a failure is ignored.
    let _ = stream.set_nodelay(true);
    let connection = ConnectionInfo { is_tls: tls.is_some(), is_local: peer.ip().to_canonical().is_loopback() };
    let requests = Requests::default();
    let stream = Timed::new(stream, requests.clone(), &service.settings.limits);
    match tls {
        None => serve_http(stream, connection, service, requests).await,
        Some(tls) => {
            let stop = service.tasks.stop.clone();
            let handshake = stop.run_until_cancelled(timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)));
            if let Some(Ok(Ok(stream))) = handshake.await {
                serve_http(stream, connection, service, requests).await;
            }
        }
    }
}

async fn serve_http<S>(stream: S, connection: ConnectionInfo, service: Arc<Service>, requests: Requests)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let stop = service.tasks.stop.clone();
    let (counted, stream) = (requests.clone(), Explained::new(stream, requests.clone()));
    let handler = service_fn(move |request| {
        let in_progress = counted.begin(request.version());
        let response = router::respond(Arc::clone(&service), connection, request);
        async move {
            let response = response.await;
            if let Ok(response) = &response {
                in_progress.end(response.status());
            }
            response
        }
    });
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http2().max_header_list_size(MAX_HEADER_LIST);
    let mut connected = pin!(server.serve_connection_with_upgrades(TokioIo::new(stream), handler));
    let stopped = async {
        requests.idle().await;
        tokio::time::sleep(STOP_GRACE).await;
    };
    tokio::select! {
        _ = connected.as_mut() => {}
        () = stop.cancelled() => {
            connected.as_mut().graceful_shutdown();
            // Not for peers that have begun a request and do not go on.
            tokio::select! {
                _ = connected => {}
                () = stopped => {}
            }
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

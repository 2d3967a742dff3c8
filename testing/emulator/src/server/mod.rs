//! Listening, and one task for each TCP connection.

mod cors;
mod path;
mod query;
mod router;
mod service;

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};

use crate::builder::{Builder, StartError};
use crate::emulator::{Emulator, Life};

pub(crate) use query::Query;
pub(crate) use service::Service;

pub(crate) async fn start(builder: Builder) -> Result<Emulator, StartError> {
    let Builder { host, port, settings } = builder;
    let listener = TcpListener::bind((host.trim_matches(['[', ']']), port)).await.map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    let endpoint = endpoint(&host, address);
    let access_key = settings.access_key.0.clone();
    let secondary_access_key = settings.secondary_access_key.as_ref().map(|key| key.0.clone());
    let connection_string = format!("Endpoint={endpoint};AccessKey={access_key};Version=1.0;");
    let life = Life::new();
    let service = Arc::new(Service::new(settings, life.clone()));
    life.spawn(accept(listener, service));
    Ok(Emulator { address, endpoint, access_key, secondary_access_key, connection_string, life })
}

/// The address as clients on this machine reach it.
fn endpoint(host: &str, address: SocketAddr) -> String {
    let port = address.port();
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => format!("http://127.0.0.1:{port}"),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => format!("http://[::1]:{port}"),
        Ok(IpAddr::V6(ip)) => format!("http://[{ip}]:{port}"),
        Ok(IpAddr::V4(_)) | Err(_) => format!("http://{host}:{port}"),
    }
}

async fn accept(listener: TcpListener, service: Arc<Service>) {
    loop {
        tokio::select! {
            () = service.life.stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => service.life.spawn(serve(stream, Arc::clone(&service))),
                // Out of descriptors, most likely: give others time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

async fn serve(stream: TcpStream, service: Arc<Service>) {
    // Small frames are to leave at once; without it they do so later.
    let _ = stream.set_nodelay(true);
    let stop = service.life.stop.clone();
    let handler = service_fn(move |request| router::answer(Arc::clone(&service), request));
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
        let at = |host, address: &str| endpoint(host, address.parse().expect("address"));
        assert_eq!(at("127.0.0.1", "127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(at("0.0.0.0", "0.0.0.0:1"), "http://127.0.0.1:1");
        assert_eq!(at("::", "[::]:1"), "http://[::1]:1");
        assert_eq!(at("[::1]", "[::1]:1"), "http://[::1]:1");
        assert_eq!(at("localhost", "127.0.0.1:1"), "http://localhost:1");
    }
}

//! A service over TLS that accepts every message.

use crate::http1::{ACCEPTED, Received, read_request, serve};
use crate::tls::{accept, certificate, send_close_notify, server_config};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::mpsc;

/// A running service.
#[derive(Debug)]
#[non_exhaustive]
pub struct TlsService {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its certificate, in PEM.
    pub certificate: String,
    /// The requests, as received.
    pub received: mpsc::Receiver<Received>,
}

impl TlsService {
    /// Starts a service for this host, a name that this machine need not have. It closes a connection after so many messages.
    pub fn start(host: &str, messages: usize) -> Self {
        let made = certificate(host);
        let (config, (tell, received)) = (server_config(&made, None), mpsc::channel());
        let address = serve(move |stream| {
            let mut tls = accept(&config, stream.into_inner());
            for _ in 0..messages {
                let Some(request) = read_request(&mut tls) else { return };
                let _ = tell.send(request);
                let _ = tls.get_mut().write_all(ACCEPTED.as_bytes());
            }
            send_close_notify(&mut tls);
        });
        Self { address, certificate: made.cert.pem(), received }
    }
}

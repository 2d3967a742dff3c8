//! HTTP/2 over TLS, with frames where that matters, on one thread with a runtime of its own.

mod stream;
mod tls;

use super::state::State;
use crate::concurrent::{Either, select};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

/// How a stream ends its connection.
pub(super) enum Ending {
    /// At once, with all other streams.
    Abrupt,
    /// With `GOAWAY`, after the other streams have finished.
    Graceful,
}

/// Accepts connections for as long as the program runs. Returns the certificate as PEM.
pub(super) fn serve(listener: TcpListener, state: Arc<State>) -> io::Result<String> {
    let (acceptor, certificate) = tls::acceptor()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let accept = async move {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, acceptor.clone(), Arc::clone(&state)));
        }
    };
    thread::Builder::new().name("fault server, HTTP/2".into()).spawn(move || runtime.block_on(accept))?;
    Ok(certificate)
}

/// Drives one connection, with a task for each stream.
async fn connection(stream: TcpStream, acceptor: TlsAcceptor, state: Arc<State>) {
    let number = state.next_connection();
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut builder = h2::server::Builder::new();
    builder.initial_window_size(1 << 20).initial_connection_window_size(1 << 22);
    let Ok(mut connection) = builder.handshake(stream).await else { return };
    let (end, mut ended) = mpsc::unbounded_channel();
    loop {
        match select(ended.recv(), connection.accept()).await {
            Either::Left(Some(Ending::Graceful)) => connection.graceful_shutdown(),
            Either::Right(Some(Ok((request, respond)))) => {
                tokio::spawn(stream::serve(request, respond, Arc::clone(&state), number, end.clone()));
            }
            Either::Left(_) | Either::Right(_) => return,
        }
    }
}

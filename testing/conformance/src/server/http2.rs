//! HTTP/2 over TLS, frame by frame where that matters, on one thread with a runtime of its own.

mod stream;
mod tls;

use super::world::World;
use crate::together::{First, first};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

/// What a stream asks of its connection.
pub(super) enum Ending {
    /// It goes away at once, whatever else is under way.
    Abrupt,
    /// It says `GOAWAY`, finishes what is under way, and closes.
    Graceful,
}

/// Accepts connections for as long as the program runs. Returns the certificate as PEM.
pub(super) fn serve(listener: TcpListener, world: Arc<World>) -> io::Result<String> {
    let (acceptor, certificate) = tls::acceptor()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let accept = async move {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, acceptor.clone(), Arc::clone(&world)));
        }
    };
    thread::Builder::new().name("fault server, HTTP/2".into()).spawn(move || runtime.block_on(accept))?;
    Ok(certificate)
}

/// Drives one connection; each stream has a task.
async fn connection(stream: TcpStream, acceptor: TlsAcceptor, world: Arc<World>) {
    let number = world.next_connection();
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut builder = h2::server::Builder::new();
    builder.initial_window_size(1 << 20).initial_connection_window_size(1 << 22);
    let Ok(mut connection) = builder.handshake(stream).await else { return };
    let (end, mut ended) = mpsc::unbounded_channel();
    loop {
        match first(ended.recv(), connection.accept()).await {
            First::Left(Some(Ending::Graceful)) => connection.graceful_shutdown(),
            First::Right(Some(Ok((request, respond)))) => {
                tokio::spawn(stream::serve(request, respond, Arc::clone(&world), number, end.clone()));
            }
            First::Left(_) | First::Right(_) => return,
        }
    }
}

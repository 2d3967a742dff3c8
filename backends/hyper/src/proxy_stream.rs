//! A stream to the host: direct, to a proxy that forwards, or through a proxy's tunnel.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::net::TcpStream;

type Tcp = TokioIo<TcpStream>;

/// What TLS with the service, or plain HTTP, runs over. Itself under TLS if the proxy is reached over TLS.
pub(crate) struct ProxyStream {
    stream: MaybeHttpsStream<Tcp>,
    /// Whether it ends at a proxy that reads the requests and forwards them.
    forwards: bool,
}

impl ProxyStream {
    pub(crate) fn new(stream: MaybeHttpsStream<Tcp>, forwards: bool) -> Self {
        Self { stream, forwards }
    }

    pub(crate) fn socket(&self) -> &TcpStream {
        match &self.stream {
            MaybeHttpsStream::Http(tcp) => tcp.inner(),
            MaybeHttpsStream::Https(tls) => tls.inner().get_ref().0.inner().inner(),
        }
    }

    /// Whether bytes written to it go to the socket as they are.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.stream, MaybeHttpsStream::Http(_))
    }
}

impl Connection for ProxyStream {
    /// Without the addresses that a socket gives: hyper would copy them into each response.
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.forwards)
    }
}

impl Read for ProxyStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for ProxyStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }
}

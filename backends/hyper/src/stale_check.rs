//! A connection that checks, before it writes a request, whether the peer has closed it.
//!
//! A server may close an idle connection at any moment, and a runtime that was busy elsewhere has not processed the event
//! when the next request is written. The kernel has: so before the first byte of a request on a used HTTP/1 connection,
//! the socket itself is queried. If the peer has closed it, the write fails with [`NothingWritten`], and it is certain
//! that the service has read nothing of the request.

use crate::pool::Slot;
use crate::proxy_stream::ProxyStream;
use crate::request_boundary::RequestBoundary;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy::connect::Connection;
use socket2::SockRef;
use std::fmt;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::net::TcpStream;
use tokio::task::coop;

/// A buffer of this size is what hyper begins with, in bytes.
const SMALL_READ: usize = 8_192;

/// Marks a write that failed before the first byte of its request.
#[derive(Debug)]
pub(crate) struct NothingWritten {
    /// Whether the connection had sent a request before.
    pub(crate) reused: bool,
}

impl fmt::Display for NothingWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was closed before the request was written")
    }
}

impl std::error::Error for NothingWritten {}

/// Fields are dropped in this order: the socket is closed before the slot ends.
pub(crate) struct StaleCheckedStream {
    stream: MaybeHttpsStream<ProxyStream>,
    /// None under HTTP/2, which has many requests under way at once, and says by itself which of them were not
    /// processed.
    boundary: Option<RequestBoundary>,
    slot: Option<Slot>,
}

impl StaleCheckedStream {
    pub(crate) fn new(stream: MaybeHttpsStream<ProxyStream>) -> Self {
        let http2 = match &stream {
            MaybeHttpsStream::Http(_) => false,
            MaybeHttpsStream::Https(tls) => tls.inner().get_ref().1.alpn_protocol() == Some(b"h2"),
        };
        Self { stream, boundary: (!http2).then(RequestBoundary::default), slot: None }
    }

    pub(crate) fn is_http2(&self) -> bool {
        self.boundary.is_none()
    }

    /// Whether it ends at a proxy that reads the requests and forwards them.
    pub(crate) fn is_forwarded(&self) -> bool {
        self.stream.connected().is_proxied()
    }

    /// Keeps the slot until the socket is closed.
    pub(crate) fn hold(&mut self, slot: Slot) {
        self.slot = Some(slot);
    }

    fn socket(&self) -> &TcpStream {
        match &self.stream {
            MaybeHttpsStream::Http(stream) => stream.socket(),
            MaybeHttpsStream::Https(tls) => tls.inner().get_ref().0.inner().socket(),
        }
    }

    /// Whether the peer has closed the connection, or has sent something unrequested, as some do before they close.
    fn is_stale(&self) -> bool {
        let peeked = SockRef::from(self.socket()).peek(&mut [MaybeUninit::uninit()]);
        !matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Fails if the next byte is a request's first and the peer has closed the connection.
    fn check(&self) -> io::Result<()> {
        match &self.boundary {
            Some(boundary) if boundary.is_at_start() && boundary.has_completed_request() && self.is_stale() => {
                Err(io::Error::new(io::ErrorKind::NotConnected, NothingWritten { reused: true }))
            }
            _ => Ok(()),
        }
    }

    /// Records the result of a write of `pieces`.
    fn record<'a>(&mut self, written: io::Result<usize>, pieces: impl Iterator<Item = &'a [u8]>) -> io::Result<usize> {
        let Some(boundary) = &mut self.boundary else { return written };
        match written {
            Ok(length) => {
                let mut remaining = length;
                for piece in pieces {
                    let part = remaining.min(piece.len());
                    boundary.record(&piece[..part]);
                    remaining -= part;
                }
                Ok(length)
            }
            // Under TLS a write can fail after a part has been sent; a plain socket either writes or fails.
            Err(error)
                if boundary.is_at_start()
                    && matches!(&self.stream, MaybeHttpsStream::Http(stream) if stream.is_plain()) =>
            {
                Err(io::Error::new(error.kind(), NothingWritten { reused: boundary.has_completed_request() }))
            }
            Err(error) => Err(error),
        }
    }
}

impl Read for StaleCheckedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        // A flood fills large buffers. tokio counts reads, not bytes: so that timers and other tasks have their turn, a
        // large read counts as several.
        for _ in 1..buffer.remaining().div_ceil(SMALL_READ) {
            ready!(coop::poll_proceed(cx)).made_progress();
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for StaleCheckedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes));
        Poll::Ready(self.record(written, std::iter::once(bytes)))
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
        self.check()?;
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, pieces));
        Poll::Ready(self.record(written, pieces.iter().map(|piece| &**piece)))
    }
}

#[cfg(test)]
mod tests;

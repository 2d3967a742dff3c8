//! A connection that knows whether a request has begun on it.
//!
//! A server may close an idle connection at any moment, and a runtime that was busy elsewhere has not heard of it when
//! the next request is written. The kernel has: so before the first byte of a request on a used HTTP/1 connection, the
//! socket itself is asked. If the other side has closed, the write fails with [`NothingWritten`], and it is certain that
//! the service has read nothing of the request.

use crate::outgoing::Outgoing;
use crate::stretch::Stretch;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy::connect::{Connected, Connection};
use socket2::SockRef;
use std::fmt;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::net::TcpStream;

/// The marker of a write that failed before the first byte of its request.
#[derive(Debug)]
pub(crate) struct NothingWritten {
    /// Whether requests had been answered on this connection before.
    pub(crate) reused: bool,
}

impl fmt::Display for NothingWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was closed before the request was written")
    }
}

impl std::error::Error for NothingWritten {}

pub(crate) struct Watched {
    stream: MaybeHttpsStream<Stretch>,
    /// None under HTTP/2, which carries many requests at once and tells by itself which of them were not taken.
    outgoing: Option<Outgoing>,
}

impl Watched {
    pub(crate) fn new(stream: MaybeHttpsStream<Stretch>) -> Self {
        let http2 = match &stream {
            MaybeHttpsStream::Http(_) => false,
            MaybeHttpsStream::Https(tls) => tls.inner().get_ref().1.alpn_protocol() == Some(b"h2"),
        };
        Self { stream, outgoing: (!http2).then(Outgoing::default) }
    }

    fn socket(&self) -> &TcpStream {
        match &self.stream {
            MaybeHttpsStream::Http(stretch) => stretch.socket(),
            MaybeHttpsStream::Https(tls) => tls.inner().get_ref().0.inner().socket(),
        }
    }

    /// Whether the other side has closed, or has said something that nobody asked for, as before closing.
    fn is_closing(&self) -> bool {
        let peeked = SockRef::from(self.socket()).peek(&mut [MaybeUninit::uninit()]);
        !matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Fails if the next byte would be a request's first and the other side has closed.
    fn look(&self) -> io::Result<()> {
        match &self.outgoing {
            Some(outgoing) if outgoing.at_start() && outgoing.is_used() && self.is_closing() => {
                Err(io::Error::new(io::ErrorKind::NotConnected, NothingWritten { reused: true }))
            }
            _ => Ok(()),
        }
    }

    /// Takes note of what a write did with the bytes it was given.
    fn note<'a>(&mut self, written: io::Result<usize>, pieces: impl Iterator<Item = &'a [u8]>) -> io::Result<usize> {
        let Some(outgoing) = &mut self.outgoing else { return written };
        match written {
            Ok(length) => {
                let mut left = length;
                for piece in pieces {
                    let part = left.min(piece.len());
                    outgoing.wrote(&piece[..part]);
                    left -= part;
                }
                Ok(length)
            }
            // Under TLS an error can come after a part was written; a plain socket writes or fails.
            Err(error)
                if outgoing.at_start()
                    && matches!(&self.stream, MaybeHttpsStream::Http(stretch) if stretch.is_plain()) =>
            {
                Err(io::Error::new(error.kind(), NothingWritten { reused: outgoing.is_used() }))
            }
            Err(error) => Err(error),
        }
    }
}

impl Connection for Watched {
    fn connected(&self) -> Connected {
        self.stream.connected()
    }
}

impl Read for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.look()?;
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes));
        Poll::Ready(self.note(written, std::iter::once(bytes)))
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
        self.look()?;
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, pieces));
        Poll::Ready(self.note(written, pieces.iter().map(|piece| &**piece)))
    }
}

#[cfg(test)]
mod tests;

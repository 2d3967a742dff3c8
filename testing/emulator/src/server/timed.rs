//! A stream that ends when the head of a request does not come in time. One of hyper's own timeouts starts only with the
//! first byte of a connection, the other one also ends connections that rest between requests.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::requests::Requests;

/// How long a connection may rest between two requests.
const IDLE_TIMEOUT: Duration = Duration::from_secs(130);

#[derive(Debug)]
pub(super) struct Timed<S> {
    stream: S,
    requests: Requests,
    timeout: Duration,
    /// Ends the wait for the next head, or for its first byte.
    sleep: Pin<Box<Sleep>>,
    /// Whether the next head has begun; the first one begins with the connection.
    begun: bool,
    /// The requests so far when `sleep` was set.
    count: usize,
}

impl<S> Timed<S> {
    pub(super) fn new(stream: S, requests: Requests, timeout: Duration) -> Self {
        Self { stream, requests, timeout, sleep: Box::pin(sleep(timeout)), begun: true, count: 0 }
    }

    /// Whether the head did not come in time. `received`: bytes have just been read; `pending`: there are no more.
    fn poll_late(&mut self, cx: &mut Context<'_>, received: bool, pending: bool) -> bool {
        let progress = self.requests.progress();
        // Once it has begun, HTTP/2 has frames that are not part of a request.
        if progress.active > 0 || progress.http_2 {
            return false;
        }
        if progress.count != self.count {
            (self.count, self.begun) = (progress.count, false);
            self.sleep = Box::pin(sleep(IDLE_TIMEOUT));
        }
        if received && !self.begun {
            self.begun = true;
            self.sleep = Box::pin(sleep(self.timeout));
        }
        pending && self.sleep.as_mut().poll(cx).is_ready()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if self.poll_late(cx, buf.filled().len() > before, read.is_pending()) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

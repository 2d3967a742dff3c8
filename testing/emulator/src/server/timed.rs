//! A stream that ends when the head of a request does not come in time, or when a response is not read. One of hyper's own
//! timeouts starts only with the first byte of a connection, the other one also ends connections that rest between requests.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::requests::Requests;
use crate::limits::Limits;

/// How long a connection may rest between two requests. In HTTP/2 this also ends those whose responses are not read: there
/// the client decides how much may be written.
const IDLE_TIMEOUT: Duration = Duration::from_secs(130);

#[derive(Debug)]
pub(super) struct Timed<S> {
    stream: S,
    requests: Requests,
    head_timeout: Duration,
    write_timeout: Duration,
    /// Ends the wait for the next head, or for its first byte.
    sleep: Pin<Box<Sleep>>,
    /// Whether the next head has begun; the first one begins with the connection.
    begun: bool,
    /// The requests so far when `sleep` was set.
    count: usize,
    /// Ends the wait for the client to read.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Timed<S> {
    pub(super) fn new(stream: S, requests: Requests, limits: &Limits) -> Self {
        let Limits { head_timeout, write_timeout, .. } = *limits;
        let sleep = Box::pin(sleep(head_timeout));
        Self { stream, requests, head_timeout, write_timeout, sleep, begun: true, count: 0, stalled: None }
    }

    /// Whether the head did not come in time. `received`: bytes have just been read; `pending`: there are no more.
    fn poll_late(&mut self, cx: &mut Context<'_>, received: bool, pending: bool) -> bool {
        let progress = self.requests.progress();
        if progress.active > 0 {
            return false;
        }
        if progress.count != self.count {
            (self.count, self.begun) = (progress.count, false);
            self.sleep = Box::pin(sleep(IDLE_TIMEOUT));
        }
        // Once it has begun, HTTP/2 has frames that are not part of a request.
        if received && !self.begun && !progress.http_2 {
            self.begun = true;
            self.sleep = Box::pin(sleep(self.head_timeout));
        }
        pending && self.sleep.as_mut().poll(cx).is_ready()
    }

    /// What a write returns, unless nothing could be written for too long. A WebSocket, whose request never ends, has its own
    /// timeouts.
    fn in_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() || self.requests.progress().active > 0 {
            self.stalled = None;
            return written;
        }
        let timeout = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(timeout)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
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
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.in_time(cx, written)
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

#[cfg(test)]
mod tests {
    use http::Version;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
    use tokio::time::{Instant, timeout};

    use super::*;

    const LONG: Duration = Duration::from_secs(86_400);

    fn timed(requests: &Requests) -> (Timed<DuplexStream>, DuplexStream) {
        let (near, far) = duplex(16);
        (Timed::new(near, requests.clone(), &Limits::default()), far)
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_nothing_ends_its_connection() {
        let requests = Requests::default();
        let (mut stream, mut far) = timed(&requests);
        let begun = Instant::now();
        let reads_once = async {
            sleep(Duration::from_secs(20)).await;
            far.read_exact(&mut [0; 1]).await.expect("a byte");
        };
        let (written, ()) = tokio::join!(timeout(LONG, stream.write_all(&[0; 100])), reads_once);
        assert_eq!(written.expect("in time").expect_err("ended").kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), 50, "30 seconds after the last byte that was read");
        // A WebSocket has its own timeouts.
        let (mut stream, _far) = timed(&requests);
        let _request = requests.begin(Version::HTTP_11);
        assert!(timeout(LONG, stream.write_all(&[0; 100])).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn frames_that_are_no_request_keep_no_http_2_connection() {
        let requests = Requests::default();
        let (mut stream, mut far) = timed(&requests);
        drop(requests.begin(Version::HTTP_2));
        let begun = Instant::now();
        let pings = async {
            while far.write_all(b"ping").await.is_ok() {
                sleep(Duration::from_secs(10)).await;
            }
        };
        let reads = async { while stream.read_u8().await.is_ok() {} };
        tokio::select! {
            () = reads => {}
            () = pings => {}
            () = sleep(IDLE_TIMEOUT * 2) => {}
        }
        assert_eq!(begun.elapsed(), IDLE_TIMEOUT);
    }
}

//! A stream that ends when the head of a request does not come in time, or when a response is not read. One of hyper's own
//! timeouts starts only with the first byte of a connection, the other one also ends connections that rest between requests.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::requests::Requests;
use crate::limits::Limits;

/// How long a connection may rest between two requests, and within a response. In HTTP/2 this also ends those whose responses
/// are not read: there the client decides how much may be written.
const IDLE_TIMEOUT: Duration = Duration::from_secs(130);
/// How long what was received in HTTP/2 has to become a request.
const FRAME_TIMEOUT: Duration = Duration::from_secs(1);
/// The most of a write that can be other than a response: in HTTP/2, pongs.
const MAX_CONTROL_BYTES: usize = 1024;

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
            self.sleep.as_mut().reset(Instant::now() + IDLE_TIMEOUT);
        }
        if received && !self.begun {
            // Once it has begun, HTTP/2 has frames that are not part of a request: they prolong nothing, but among the last
            // ones can be a request.
            self.begun = !progress.http_2;
            let until = if progress.http_2 {
                self.sleep.deadline().max(Instant::now() + FRAME_TIMEOUT)
            } else {
                Instant::now() + self.head_timeout
            };
            self.sleep.as_mut().reset(until);
        }
        pending && self.sleep.as_mut().poll(cx).is_ready()
    }

    /// What a write returns, unless nothing could be written for too long. A WebSocket, whose request never ends, has its own
    /// timeouts.
    fn in_time(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(bytes)) if bytes > MAX_CONTROL_BYTES) && self.count > 0 {
            // The client reads a response.
            self.sleep.as_mut().reset(Instant::now() + IDLE_TIMEOUT);
        }
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
    use tokio::time::timeout;

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

    /// Hyper reads while it writes, too.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_slowly_gets_its_response() {
        for version in [Version::HTTP_11, Version::HTTP_2] {
            let requests = Requests::default();
            let (near, mut far) = duplex(4096);
            let (mut input, mut output) = tokio::io::split(Timed::new(near, requests.clone(), &Limits::default()));
            drop(requests.begin(version));
            let writes = async { output.write_all(&vec![0; 40_960]).await.expect("written") };
            let reads = async {
                for _ in 0..20 {
                    sleep(Duration::from_secs(20)).await;
                    far.read_exact(&mut [0; 2048]).await.expect("bytes");
                }
            };
            tokio::select! {
                _ = async { tokio::join!(writes, reads) } => {}
                ended = input.read_u8() => panic!("{version:?}: {ended:?}"),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_comes_just_in_time_is_read() {
        for version in [Version::HTTP_11, Version::HTTP_2] {
            let requests = Requests::default();
            let (mut stream, mut far) = timed(&requests);
            drop(requests.begin(version));
            assert!(timeout(Duration::from_secs(129), stream.read_u8()).await.is_err());
            // The machine is busy.
            tokio::time::advance(Duration::from_secs(2)).await;
            far.write_all(b"x").await.expect("written");
            assert_eq!(stream.read_u8().await.expect("a byte"), b'x');
            let rest = async {
                sleep(Duration::from_millis(1)).await;
                far.write_all(b"y").await.expect("written");
            };
            let (read, ()) = tokio::join!(stream.read_u8(), rest);
            assert_eq!(read.expect("a byte"), b'y', "{version:?}");
        }
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
        assert!((IDLE_TIMEOUT..=IDLE_TIMEOUT + FRAME_TIMEOUT).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    }
}

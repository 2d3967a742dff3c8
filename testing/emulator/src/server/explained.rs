//! A stream that gives a reason to what hyper itself responds when it cannot read the first head of a connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::requests::Requests;
use super::validate::{MAX_HEADERS, MAX_REQUEST_LINE};

#[derive(Debug)]
pub(super) struct Explained<S> {
    stream: S,
    requests: Requests,
    /// What is left of the response in the place of hyper's.
    left: Option<Bytes>,
}

impl<S: AsyncWrite + Unpin> Explained<S> {
    pub(super) fn new(stream: S, requests: Requests) -> Self {
        Self { stream, requests, left: None }
    }

    /// Writes the response with a reason, if `bytes` is one without. Before the first request nothing else is written.
    fn poll_explain(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Option<Poll<io::Result<()>>> {
        if self.requests.progress().count > 0 {
            return None;
        }
        if self.left.is_none() {
            self.left = Some(explained(bytes)?);
        }
        Some(self.poll_left(cx))
    }

    fn poll_left(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let left = self.left.get_or_insert_default();
        while left.has_remaining() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, left))?;
            left.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}

fn explained(response: &[u8]) -> Option<Bytes> {
    let (status, reason) = match response.strip_prefix(b"HTTP/1.1 ")?.get(..3)? {
        b"400" => ("400 Bad Request", "The request is not valid HTTP.".to_owned()),
        b"414" => ("414 URI Too Long", format!("The request line has more than {MAX_REQUEST_LINE} bytes.")),
        b"431" => {
            let reason = format!("The head of the request has more than {MAX_HEADERS} bytes or 100 headers.");
            ("431 Request Header Fields Too Large", reason)
        }
        _ => return None,
    };
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: text/plain\r\n");
    Some(format!("{head}content-length: {}\r\n\r\n{reason}", reason.len()).into())
}

impl<S: AsyncRead + Unpin> AsyncRead for Explained<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.poll_explain(cx, bytes) {
            Some(explained) => explained.map_ok(|()| bytes.len()),
            None => Pin::new(&mut self.stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first = bytes.first().map_or(&[][..], |first| first);
        match self.poll_explain(cx, first) {
            Some(explained) => explained.map_ok(|()| first.len()),
            None => Pin::new(&mut self.stream).poll_write_vectored(cx, bytes),
        }
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

//! The WebSocket of a client, over a stream that can write bytes that other connections write too.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_util::SinkExt as _;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::MAX_MESSAGE_SIZE;

pub(super) type Socket = WebSocketStream<Stream>;

/// The read buffer of each connection, also an idle one: the default is 128 KiB.
const READ_BUFFER: usize = 1024;
/// How many parts of frames are written in one go.
const MAX_SLICES: usize = 64;

pub(super) async fn open(upgraded: Upgraded) -> Socket {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .max_message_size(Some(MAX_MESSAGE_SIZE))
        .max_frame_size(Some(MAX_MESSAGE_SIZE));
    let stream = Stream { io: TokioIo::new(upgraded), shared: VecDeque::new() };
    Socket::from_raw_socket(stream, Role::Server, Some(config)).await
}

/// Writes whole frames, encoded, without a copy of them for this connection.
pub(super) async fn write_shared(socket: &mut Socket, frames: VecDeque<Bytes>) -> Result<(), Error> {
    // What the WebSocket library has still to write comes first.
    socket.flush().await?;
    socket.get_mut().shared = frames;
    socket.flush().await
}

#[derive(Debug)]
pub(super) struct Stream {
    io: TokioIo<Upgraded>,
    /// What is left of some frames; it is written before anything else.
    shared: VecDeque<Bytes>,
}

impl Stream {
    fn poll_shared(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.shared.is_empty() {
            let mut slices = [IoSlice::new(&[]); MAX_SLICES];
            for (slice, part) in slices.iter_mut().zip(&self.shared) {
                *slice = IoSlice::new(part);
            }
            let count = self.shared.len().min(MAX_SLICES);
            match ready!(Pin::new(&mut self.io).poll_write_vectored(cx, &slices[..count]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Frees what is written: a message as soon as its last receiver has it.
    fn advance(&mut self, mut written: usize) {
        while let Some(part) = self.shared.front_mut() {
            if part.len() > written {
                part.advance(written);
                return;
            }
            written -= part.len();
            self.shared.pop_front();
        }
        self.shared = VecDeque::new();
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_shared(cx))?;
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_shared(cx))?;
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_shared(cx))?;
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

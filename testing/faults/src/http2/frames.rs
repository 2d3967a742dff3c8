//! Reads and writes frames (RFC 9113 section 4), with the few header fields that a response needs.

use crate::transport::{Socket, TlsSocket};
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RST_STREAM: u8 = 3;
pub(super) const SETTINGS: u8 = 4;
pub(super) const PING: u8 = 6;
pub(super) const GOAWAY: u8 = 7;
pub(super) const WINDOW_UPDATE: u8 = 8;

pub(super) const END_STREAM: u8 = 1;
pub(super) const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

pub(super) const MAX_CONCURRENT_STREAMS: u8 = 3;
pub(super) const INITIAL_WINDOW_SIZE: u8 = 4;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(super) struct Frame {
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) stream: u32,
    pub(super) payload: Vec<u8>,
}

/// A connection, as frames.
pub(super) struct Frames {
    pub(super) socket: TlsSocket,
    /// Read, but not yet returned.
    buffer: Vec<u8>,
}

impl Frames {
    /// After the handshake and the client's preface.
    pub(super) fn accept(mut socket: TlsSocket) -> io::Result<Self> {
        let mut preface = [0; PREFACE.len()];
        socket.read_exact(&mut preface)?;
        if preface != PREFACE {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Self { socket, buffer: Vec::new() })
    }

    /// The next frame; `None` if there is none until `until`.
    pub(super) fn read(&mut self, until: Option<Instant>) -> io::Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.take() {
                return Ok(Some(frame));
            }
            let timeout = until.map(|until| until.saturating_duration_since(Instant::now()));
            if timeout == Some(Duration::ZERO) {
                return Ok(None);
            }
            self.socket.tcp().set_read_timeout(timeout)?;
            let mut bytes = [0; 16_384];
            match self.socket.read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => self.buffer.extend_from_slice(&bytes[..length]),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn take(&mut self) -> Option<Frame> {
        let [l0, l1, l2, kind, flags, stream @ ..] = *self.buffer.first_chunk::<9>()?;
        let length = u32::from_be_bytes([0, l0, l1, l2]) as usize;
        let payload = self.buffer.get(9..9 + length)?.to_vec();
        self.buffer.drain(..9 + length);
        Some(Frame { kind, flags, stream: u32::from_be_bytes(stream), payload })
    }

    pub(super) fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let frame = frame(kind, flags, stream, payload);
        self.write_bytes(&frame)
    }

    pub(super) fn write_setting(&mut self, name: u8, value: u32) -> io::Result<()> {
        self.write(SETTINGS, 0, 0, &[&[0, name][..], &value.to_be_bytes()].concat())
    }

    pub(super) fn write_head(&mut self, stream: u32, status: u16, fields: &str, flags: u8) -> io::Result<()> {
        self.write_bytes(&head(stream, status, fields, flags))
    }

    /// Bytes that need not be whole frames.
    pub(super) fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket.write_all(bytes)?;
        self.socket.flush()
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes()[..], payload].concat()
}

/// A frame with the head of a response. `fields` are header lines as in HTTP/1.1.
pub(super) fn head(stream: u32, status: u16, fields: &str, flags: u8) -> Vec<u8> {
    // Literals without indexing (RFC 7541 section 6.2.2); 8 is the name `:status`.
    let mut block = vec![8];
    push_string(&mut block, &status.to_string());
    for (name, value) in fields.lines().filter_map(|line| line.split_once(": ")) {
        block.push(0);
        push_string(&mut block, name);
        push_string(&mut block, value);
    }
    frame(HEADERS, flags | END_HEADERS, stream, &block)
}

fn push_string(block: &mut Vec<u8>, text: &str) {
    block.push(u8::try_from(text.len()).unwrap_or(0));
    block.extend_from_slice(text.as_bytes());
}

//! The bytes of a connection: a socket, and TLS over it, each read and write within a deadline.

use crate::deadline::{Deadline, timed_out};
use rustls::{ClientConnection, StreamOwned};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

/// A socket whose reads and writes end at a deadline, however many it takes.
pub(crate) struct Socket {
    tcp: TcpStream,
    deadline: Deadline,
}

pub(crate) enum Stream {
    Plain(Socket),
    /// Over a socket, or over TLS with a proxy.
    Tls(Box<StreamOwned<ClientConnection, Stream>>),
}

impl Socket {
    pub(crate) fn new(tcp: TcpStream, deadline: Deadline) -> Self {
        Self { tcp, deadline }
    }

    /// Whether the peer has neither closed the connection nor sent something unrequested.
    fn is_quiet(&self) -> io::Result<bool> {
        self.tcp.set_nonblocking(true)?;
        let peeked = self.tcp.peek(&mut [0]);
        self.tcp.set_nonblocking(false)?;
        Ok(matches!(peeked, Err(error) if error.kind() == ErrorKind::WouldBlock))
    }
}

impl Stream {
    /// Reads and writes end at this time.
    pub(crate) fn set_deadline(&mut self, deadline: Deadline) {
        match self {
            Self::Plain(socket) => socket.deadline = deadline,
            Self::Tls(tls) => tls.sock.set_deadline(deadline),
        }
    }

    pub(crate) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    /// Whether a request can be written: the peer has not closed the connection, nor sent something unrequested, as some
    /// do before they close.
    pub(crate) fn is_quiet(&mut self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_quiet().unwrap_or(false),
            // TLS may have read the end together with the response.
            Self::Tls(tls) => {
                let read = tls.conn.process_new_packets();
                read.is_ok_and(|state| !state.peer_has_closed() && state.plaintext_bytes_to_read() == 0)
                    && tls.sock.is_quiet()
            }
        }
    }
}

/// Retries what a signal interrupted. The kernel's two names for a timeout become one.
fn retried<R>(mut operation: impl FnMut() -> io::Result<R>) -> io::Result<R> {
    loop {
        match operation() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return Err(timed_out());
            }
            result => return result,
        }
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        retried(|| {
            self.tcp.set_read_timeout(self.deadline.left()?)?;
            self.tcp.read(buffer)
        })
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        retried(|| {
            self.tcp.set_write_timeout(self.deadline.left()?)?;
            self.tcp.write(bytes)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}

#[cfg(test)]
mod tests;

//! A connection as ureq uses it.

use crate::deadline::Deadline;
use crate::error::NothingWritten;
use crate::stream::Stream;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

/// The longest line of a request's head, and the most that is read at once, in bytes. A URL has at most 65,534.
const BUFFER: usize = 128 * 1_024;

pub(crate) struct Connection {
    stream: Stream,
    buffers: LazyBuffers,
    /// What goes before the path if a proxy reads the requests and forwards them: `http://host:port`.
    forwards_to: Option<String>,
    /// Whether the next byte is not a request's first.
    in_request: bool,
    /// Whether a response was awaited before.
    used: bool,
}

impl Connection {
    pub(crate) fn new(stream: Stream, forwards_to: Option<String>) -> Self {
        let buffers = LazyBuffers::new(BUFFER, BUFFER);
        Self { stream, buffers, forwards_to, in_request: false, used: false }
    }
}

/// The head of a request for a proxy, which is to know the host (RFC 9112 section 3.2.2).
fn in_absolute_form(head: &[u8], origin: &str) -> Vec<u8> {
    let path = head.iter().position(|byte| *byte == b' ').map_or(0, |space| space + 1);
    let (method, rest) = head.split_at(path);
    [method, origin.as_bytes(), rest].concat()
}

fn failed(error: io::Error, timeout: NextTimeout) -> Error {
    match error.kind() {
        ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        // Not `Error::Io`: ureq takes a reset for the end of a body that has no announced length.
        _ => Error::Other(Box::new(error)),
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if amount == 0 {
            return Ok(());
        }
        self.stream.set_deadline(Deadline::after(*timeout.after));
        let begins = !std::mem::replace(&mut self.in_request, true);
        let output = &self.buffers.output()[..amount];
        let bytes = match &self.forwards_to {
            Some(origin) if begins => Cow::Owned(in_absolute_form(output, origin)),
            _ => Cow::Borrowed(output),
        };
        let written = match self.stream.write(&bytes) {
            // Under TLS a write can fail after a part has been sent; a plain socket either writes or fails.
            Err(error) if begins && !self.stream.is_tls() && error.kind() != ErrorKind::TimedOut => {
                return Err(Error::Other(Box::new(NothingWritten { reused: self.used, cause: error })));
            }
            // TLS keeps an error of the socket for the flush.
            written => {
                written.and_then(|first| self.stream.write_all(&bytes[first..])).and_then(|()| self.stream.flush())
            }
        };
        written.map_err(|error| failed(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        (self.in_request, self.used) = (false, true);
        self.stream.set_deadline(Deadline::after(*timeout.after));
        let read = self.stream.read(self.buffers.input_append_buf()).map_err(|error| failed(error, timeout))?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    /// ureq asks before it writes a request, and when a response is complete.
    fn is_open(&mut self) -> bool {
        self.stream.is_quiet()
    }

    fn is_tls(&self) -> bool {
        self.stream.is_tls()
    }
}

/// Shows no buffer: there are tokens in it.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

#[cfg(test)]
mod tests;

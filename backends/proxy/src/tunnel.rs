//! Opens a tunnel (RFC 9110 section 9.3.6): what is written to the proxy, and what its response means.

use crate::Proxy;
use std::error::Error;
use std::{fmt, io};
use webpubsub_core::Secret;

/// The longest head of a proxy's response, in bytes.
const MAX_HEAD: usize = 8_192;

impl Proxy {
    /// The request for a tunnel to this host (an IPv6 address in square brackets): all bytes to write to the proxy.
    pub fn tunnel_request(&self, host: &str, port: u16) -> Secret {
        let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
        if let Some(authorization) = self.authorization() {
            request = format!("{request}Proxy-Authorization: {}\r\n", authorization.expose());
        }
        Secret::new(request + "\r\n")
    }
}

/// The response to [`Proxy::tunnel_request`], byte by byte: what follows its last byte belongs to the tunnel.
#[derive(Debug, Default)]
pub struct TunnelResponse(Vec<u8>);

impl TunnelResponse {
    /// Adds a byte that was read. Returns whether it is the last one, and the tunnel open.
    pub fn push(&mut self, byte: u8) -> Result<bool, TunnelError> {
        let Self(head) = self;
        head.push(byte);
        if !head.iter().zip(b"HTTP/1.").all(|(read, expected)| read == expected) {
            return Err(TunnelError(Reason::NotHttp));
        }
        if head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n") {
            return match status(head) {
                Some(200..=299) => Ok(true),
                Some(status) => Err(TunnelError(Reason::Refused(status))),
                None => Err(TunnelError(Reason::NotHttp)),
            };
        }
        if head.len() == MAX_HEAD { Err(TunnelError(Reason::TooLong)) } else { Ok(false) }
    }
}

fn status(head: &[u8]) -> Option<u16> {
    let (version, rest) = head.split_at_checked("HTTP/1.1 ".len())?;
    let digits = rest.get(..3).filter(|_| version.ends_with(b" "))?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Why a proxy opened no tunnel. Nothing was sent to the host. An error of the stream converts to it.
///
/// `Debug` is the text with its cause, because `fn main() -> Result` prints it.
pub struct TunnelError(Reason);

enum Reason {
    Refused(u16),
    NotHttp,
    TooLong,
    Closed,
    Broken(io::Error),
}

impl TunnelError {
    /// Whether only another setting helps, because the proxy rejects the credentials (401, 407) or forbids the host (403,
    /// which RFC 9110 section 15.5.4 says not to repeat). A directory may lock out a user after some attempts.
    pub fn is_permanent(&self) -> bool {
        matches!(self.0, Reason::Refused(401 | 403 | 407))
    }
}

impl From<io::Error> for TunnelError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self(Reason::Closed),
            _ => Self(Reason::Broken(error)),
        }
    }
}

impl fmt::Display for TunnelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // Some proxies return the one in place of the other.
            Reason::Refused(status @ (401 | 407)) => write!(f, "the proxy requires valid credentials ({status})"),
            Reason::Refused(status) => write!(f, "the proxy opened no tunnel (status {status})"),
            Reason::NotHttp => f.write_str("the proxy's response is not HTTP"),
            Reason::TooLong => f.write_str("the head of the proxy's response is too long"),
            Reason::Closed => f.write_str("the proxy closed the connection"),
            Reason::Broken(_) => f.write_str("the proxy opened no tunnel"),
        }
    }
}

impl fmt::Debug for TunnelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source() {
            Some(source) => write!(f, "{self}: {source}"),
            None => write!(f, "{self}"),
        }
    }
}

impl Error for TunnelError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Reason::Broken(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;

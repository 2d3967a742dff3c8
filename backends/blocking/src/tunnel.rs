//! A tunnel through a proxy (RFC 9110 section 9.3.6).

use crate::error::ProxyAuthenticationRequired;
use std::io::{self, ErrorKind, Read, Write};
use webpubsub_core::Secret;

/// The longest head of a proxy's response, in bytes.
const MAX_HEAD: usize = 8_192;

/// Has the proxy connect the stream to the host. What follows on it goes to the host.
pub(crate) fn open_tunnel(
    stream: &mut (impl Read + Write),
    host: &str,
    port: u16,
    authorization: Option<&Secret>,
) -> io::Result<()> {
    let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n");
    if let Some(authorization) = authorization {
        request = format!("{request}proxy-authorization: {}\r\n", authorization.expose());
    }
    let request = Secret::new(request + "\r\n");
    stream.write_all(request.expose().as_bytes())?;
    stream.flush()?;
    match status(&head(stream)?) {
        Some(200..=299) => Ok(()),
        Some(407) => Err(io::Error::other(ProxyAuthenticationRequired)),
        Some(status) => Err(io::Error::other(format!("the proxy opened no tunnel (status {status})"))),
        None => Err(io::Error::new(ErrorKind::InvalidData, "the proxy's response is not HTTP")),
    }
}

/// Reads to the empty line and not further: what follows belongs to the tunnel.
fn head(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == MAX_HEAD {
            return Err(io::Error::new(ErrorKind::InvalidData, "the head of the proxy's response is too long"));
        }
        stream.read_exact(&mut byte).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => io::Error::new(error.kind(), "the proxy closed the connection"),
            _ => error,
        })?;
        head.push(byte[0]);
    }
    Ok(head)
}

fn status(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.1 ").or_else(|| head.strip_prefix(b"HTTP/1.0 "))?;
    std::str::from_utf8(rest.get(..3)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Reads what the proxy says, and keeps what it is told.
    struct Proxy(Cursor<Vec<u8>>, Vec<u8>);

    impl Read for Proxy {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Proxy {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn tunnel(response: &str, authorization: Option<&Secret>) -> (String, String, Result<(), String>) {
        let mut proxy = Proxy(Cursor::new(response.into()), Vec::new());
        let result = open_tunnel(&mut proxy, "[::1]", 443, authorization).map_err(|error| error.to_string());
        let mut rest = String::new();
        proxy.0.read_to_string(&mut rest).expect("text");
        (String::from_utf8(proxy.1).expect("text"), rest, result)
    }

    #[test]
    fn the_tunnel_begins_after_the_head() {
        let secret = Secret::new("Basic YTpi");
        let (request, rest, result) = tunnel("HTTP/1.1 200 OK\r\nx: y\r\n\r\nrest", Some(&secret));
        assert_eq!(request, "CONNECT [::1]:443 HTTP/1.1\r\nhost: [::1]:443\r\nproxy-authorization: Basic YTpi\r\n\r\n");
        assert_eq!((rest.as_str(), result), ("rest", Ok(())));
    }

    #[test]
    fn refusals() {
        let long = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(MAX_HEAD));
        for (response, expected) in [
            ("HTTP/1.1 407 X\r\n\r\n", "the proxy requires valid credentials (407)"),
            ("HTTP/1.0 403 X\r\n\r\n", "the proxy opened no tunnel (status 403)"),
            ("SSH-2.0-OpenSSH\r\n\r\n", "the proxy's response is not HTTP"),
            (&long, "the head of the proxy's response is too long"),
            ("HTTP/1.1 200 OK\r\n", "the proxy closed the connection"),
        ] {
            assert_eq!(tunnel(response, None).2, Err(expected.to_owned()));
        }
    }
}

//! `--healthcheck`: asks a running emulator whether it is ready. An image without a shell has no other program to ask with.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(3);

/// Calls `HEAD /api/health`; the error says what went wrong.
pub(crate) fn check(host: &str, port: u16) -> Result<(), String> {
    let host = match host.trim_matches(['[', ']']) {
        "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        host => host,
    };
    let failed = |error: std::io::Error| format!("no emulator at {host}:{port}: {error}");
    let address = (host, port).to_socket_addrs().map_err(failed)?.next();
    let address = address.ok_or_else(|| format!("{host} has no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).map_err(failed)?;
    stream.set_read_timeout(Some(TIMEOUT)).map_err(failed)?;
    stream.write_all(b"HEAD /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").map_err(failed)?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).map_err(failed)?;
    match &head {
        // One that throttles serves, too.
        b"HTTP/1.1 200" | b"HTTP/1.1 429" => Ok(()),
        _ => Err(format!(
            "{host}:{port} is not an emulator: it responds {}",
            String::from_utf8_lossy(&head).escape_debug()
        )),
    }
}

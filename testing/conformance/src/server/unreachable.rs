//! Addresses where no call can succeed.

use super::action::MAX_SILENCE;
use socket2::{Domain, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

/// A port that is bound but does not listen: connections are refused for as long as this lives.
#[derive(Debug)]
pub(super) struct Refused {
    _socket: Socket,
    address: SocketAddr,
}

impl Refused {
    pub(super) fn new() -> io::Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
        let address = socket.local_addr()?.as_socket().ok_or_else(|| io::Error::other("no address"))?;
        Ok(Self { _socket: socket, address })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A port whose server responds to a TLS handshake in plain text, and closes.
pub(super) fn without_tls() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("https://{}", listener.local_addr()?);
    thread::Builder::new().name("fault server, no TLS".into()).spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        }
    })?;
    Ok(url)
}

/// A port whose server does not respond to a TLS handshake. One connection after the other is read until its end; those
/// that wait are open, too.
pub(super) fn silent() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("https://{}", listener.local_addr()?);
    thread::Builder::new().name("fault server, silent".into()).spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.set_read_timeout(Some(MAX_SILENCE));
            while stream.read(&mut [0; 4_096]).is_ok_and(|read| read > 0) {}
        }
    })?;
    Ok(url)
}

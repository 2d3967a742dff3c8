//! A proxy that speaks TLS itself.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use webpubsub_test_servers::{Tls, read_request};

/// A tunnel under TLS: one thread, which asks either side in turn, because a session of TLS has no second handle.
pub(crate) fn tunnel_under_tls(mut client: Tls, address: SocketAddr) {
    let Some(_) = read_request(&mut client) else { return };
    let mut far = TcpStream::connect(address).expect("a connection");
    client.get_mut().write_all(b"HTTP/1.1 200 OK\r\n\r\n").expect("written");
    let turn = Some(std::time::Duration::from_millis(2));
    client.get_ref().sock.set_read_timeout(turn).expect("set");
    far.set_read_timeout(turn).expect("set");
    while forward(client.get_mut(), &mut far) && forward(&mut far, client.get_mut()) {}
}

/// Forwards what is there. False once it has ended.
fn forward(from: &mut impl Read, to: &mut impl Write) -> bool {
    let mut bytes = [0; 16_384];
    match from.read(&mut bytes) {
        Ok(0) => false,
        Ok(length) => to.write_all(&bytes[..length]).and_then(|()| to.flush()).is_ok(),
        Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

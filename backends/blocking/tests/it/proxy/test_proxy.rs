//! A small proxy: its tunnels lead to one address whatever host is requested, and it responds to forwarded requests
//! itself.

use crate::certificate::Tls;
use crate::support::{Received, read_request, serve};
use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;

/// What the proxy does with a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behavior {
    /// Opens a tunnel to this address; each that the far end closes is reported once the client's side is closed too.
    Tunnel(SocketAddr),
    /// Writes this, and closes.
    Respond(&'static str),
}

/// A running proxy.
pub(crate) struct TestProxy {
    pub(crate) address: SocketAddr,
    /// The requests to the proxy, as received.
    pub(crate) received: mpsc::Receiver<Received>,
    /// A message for each tunnel that the far end closed.
    pub(crate) closed: mpsc::Receiver<()>,
}

impl TestProxy {
    pub(crate) fn start(behavior: Behavior) -> Self {
        let ((tell, received), (over, closed)) = (mpsc::channel(), mpsc::channel());
        let address = serve(move |mut client| {
            let Some(request) = read_request(&mut client) else { return };
            let _ = tell.send(request);
            match behavior {
                Behavior::Respond(response) => drop(client.get_mut().write_all(response.as_bytes())),
                Behavior::Tunnel(address) => {
                    tunnel(client, address);
                    let _ = over.send(());
                }
            }
        });
        Self { address, received, closed }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Copies bytes both ways until the far end closes.
fn tunnel(mut client: BufReader<TcpStream>, address: SocketAddr) {
    let mut far = TcpStream::connect(address).expect("a connection");
    client.get_mut().write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").expect("written");
    let (mut reader, mut writer) =
        (client.get_ref().try_clone().expect("a handle"), far.try_clone().expect("a handle"));
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut reader, &mut writer);
        let _ = writer.shutdown(Shutdown::Both);
    });
    let _ = std::io::copy(&mut far, client.get_mut());
    let _ = client.get_mut().shutdown(Shutdown::Both);
}

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

//! A small proxy: its tunnels lead to one address whatever host is requested, and it responds to forwarded requests
//! itself.

use crate::http1::{Received, read_request, serve};
use std::io::{BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;

/// What the proxy does with a request.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums)] // Made by tests.
pub enum Behavior {
    /// Opens a tunnel to this address; each that the far end closes is reported once the client's side is closed too.
    Tunnel(SocketAddr),
    /// Writes this, and closes.
    Respond(&'static str),
}

/// A running proxy.
#[derive(Debug)]
#[non_exhaustive]
pub struct TestProxy {
    /// Where it listens.
    pub address: SocketAddr,
    /// The requests to the proxy, as received.
    pub received: mpsc::Receiver<Received>,
    /// A message for each tunnel that the far end closed.
    pub closed: mpsc::Receiver<()>,
}

impl TestProxy {
    /// Starts a proxy; it ends with the test program.
    pub fn start(behavior: Behavior) -> Self {
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

    /// For a setting or a variable.
    pub fn url(&self) -> String {
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

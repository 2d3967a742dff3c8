//! A proxy of a few lines: tunnels to one place whatever host is asked for, and answers forwarded requests by itself.

use crate::support::{Seen, read_request, serve};
use std::io::{BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;

/// What the proxy does with a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Policy {
    /// Tunnels lead here; each that the far end closes is reported once the client's side is closed too.
    To(SocketAddr),
    /// Writes this, and closes.
    Say(&'static str),
}

/// A running proxy.
pub(crate) struct Small {
    pub(crate) address: SocketAddr,
    /// The requests to the proxy, as they came.
    pub(crate) seen: mpsc::Receiver<Seen>,
    /// A message for each tunnel that the far end closed.
    pub(crate) closed: mpsc::Receiver<()>,
}

impl Small {
    pub(crate) fn start(policy: Policy) -> Self {
        let ((tell, seen), (over, closed)) = (mpsc::channel(), mpsc::channel());
        let address = serve(move |mut client| {
            let Some(request) = read_request(&mut client) else { return };
            let _ = tell.send(request);
            match policy {
                Policy::Say(words) => drop(client.get_mut().write_all(words.as_bytes())),
                Policy::To(place) => {
                    tunnel(client, place);
                    let _ = over.send(());
                }
            }
        });
        Self { address, seen, closed }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Carries bytes both ways until the far end closes.
fn tunnel(mut client: BufReader<TcpStream>, place: SocketAddr) {
    let mut far = TcpStream::connect(place).expect("the place");
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

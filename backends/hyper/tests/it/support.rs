//! A server of a few lines on threads of its own, so that it acts whatever the client's runtime is doing.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use webpubsub_hyper::{AccessKey, HyperTransport, Target, WebPubSubServiceClient};

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Reads one request; `None` when the other side closed before one began.
pub(crate) fn read_request(stream: &mut impl BufRead) -> Option<Seen> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let mut seen = Seen { head, body: Vec::new() };
    let length = seen.header("content-length").map_or(0, |length| length.parse().expect("a length"));
    seen.body.resize(length, 0);
    stream.read_exact(&mut seen.body).ok()?;
    Some(seen)
}

/// Starts a server that gives each connection to `serve`; it ends with the test program.
pub(crate) fn serve(serve: impl Fn(BufReader<TcpStream>) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let serve = std::sync::Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = std::sync::Arc::clone(&serve);
            std::thread::spawn(move || serve(BufReader::new(stream)));
        }
    });
    address
}

/// A server that answers each request with `answer`; what it read comes through the channel.
pub(crate) fn answering(answer: &'static str) -> (SocketAddr, mpsc::Receiver<Seen>) {
    let (tell, seen) = mpsc::channel();
    let address = serve(move |mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let _ = tell.send(request);
            if stream.get_mut().write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    });
    (address, seen)
}

pub(crate) fn client(address: SocketAddr) -> WebPubSubServiceClient {
    client_with(address, HyperTransport::default())
}

pub(crate) fn client_with(address: SocketAddr, transport: HyperTransport) -> WebPubSubServiceClient {
    let target = Target::new(&format!("http://{address}"), "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport, target, AccessKey::new("k").expect("a key"))
}

//! HTTP/1, by hand.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};

/// The response to a send.
pub const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

/// A request as received.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The request line and the headers, with the empty line behind them.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Reads one request; `None` if the peer closes before one begins.
pub fn read_request(stream: &mut impl BufRead) -> Option<Received> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let mut received = Received { head, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().expect("a length"));
    received.body.resize(length, 0);
    stream.read_exact(&mut received.body).ok()?;
    Some(received)
}

/// Starts a server that gives each connection to `serve`; it ends with the test program.
pub fn serve(serve: impl Fn(BufReader<TcpStream>) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = Arc::clone(&serve);
            std::thread::spawn(move || serve(BufReader::new(stream)));
        }
    });
    address
}

/// A server that sends `response` to each request; what it received comes through the channel.
pub fn responding(response: &'static str) -> (SocketAddr, mpsc::Receiver<Received>) {
    let (tell, received) = mpsc::channel();
    let address = serve(move |mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let _ = tell.send(request);
            if stream.get_mut().write_all(response.as_bytes()).is_err() {
                return;
            }
        }
    });
    (address, received)
}

//! What the tests share.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::time::Duration;
use webpubsub_tower::transport::{Attempt, HttpTransport, TransportError};

pub(crate) const ATTEMPT: Attempt = Attempt::new("send_to_all", 1, Duration::from_secs(20));

/// Sends a POST with a body of one byte.
pub(crate) async fn post(transport: &impl HttpTransport, url: &str) -> Result<http::StatusCode, TransportError> {
    post_within(transport, url, ATTEMPT.timeout).await
}

pub(crate) async fn post_within(
    transport: &impl HttpTransport,
    url: &str,
    timeout: Duration,
) -> Result<http::StatusCode, TransportError> {
    let request = http::Request::post(url).body("x".into()).expect("a request");
    let response = transport.send(request, Attempt::new("send_to_all", 1, timeout)).await;
    response.map(|response| response.status())
}

/// A server that responds 202 to one request on each connection; the heads that it read come through the channel.
pub(crate) fn server() -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (tell, heads) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (mut stream, mut head) = (BufReader::new(stream), String::new());
            while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head).is_ok_and(|length| length > 0) {}
            let length = head.to_ascii_lowercase().split_once("content-length: ").map_or(0, |(_, rest)| {
                rest.split_once("\r\n").and_then(|(length, _)| length.parse().ok()).expect("a length")
            });
            let _ = stream.read_exact(&mut vec![0; length]);
            let _ = tell.send(head);
            let _ =
                stream.get_mut().write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    (address, heads)
}

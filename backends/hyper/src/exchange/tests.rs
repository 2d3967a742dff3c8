//! What a timeout says about the request, by where the request was when it passed. The servers run on threads of their
//! own, so that they act whatever the client's runtime does.

use crate::{HyperTransport, Proxy};
use bytes::Bytes;
use http::{Method, Request};
use socket2::{Domain, Socket, Type};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use webpubsub_core::{TransportError, TransportErrorKind};

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);

fn request(url: &str, body: &'static str) -> Request<Bytes> {
    let body = Bytes::from_static(body.as_bytes());
    Request::builder().method(Method::POST).uri(url).body(body).expect("a request")
}

/// The error of an exchange that must end by its short timeout.
async fn timed_out(transport: &HyperTransport, request: Request<Bytes>) -> TransportError {
    let begin = Instant::now();
    let error = transport.exchange(request, SHORT).await.expect_err("no response");
    assert!(begin.elapsed() >= SHORT && begin.elapsed() < LONG / 4, "{:?}", begin.elapsed());
    error
}

/// Accepts connections and gives each to `serve`, one after the other.
fn serve(serve: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(serve));
    address
}

/// A listener that accepts no connection unless told to, and queues as few as the system allows.
pub(crate) fn listen() -> (Socket, SocketAddr) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a free port");
    listener.listen(0).expect("listening");
    let address = listener.local_addr().ok().and_then(|address| address.as_socket()).expect("an address");
    (listener, address)
}

/// Fills the listener's queue, as long as the connections are held.
pub(crate) fn fill_queue(address: SocketAddr) -> Vec<TcpStream> {
    std::iter::from_fn(|| TcpStream::connect_timeout(&address, SHORT).ok()).collect()
}

/// Reads to the end of a head, and `body` bytes.
fn read_request(stream: &mut TcpStream, body: usize) {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        read.push(0);
        let last = read.len() - 1;
        stream.read_exact(&mut read[last..]).expect("a head");
    }
    stream.read_exact(&mut vec![0; body]).expect("a body");
}

/// Waits until the client closes.
fn wait_for_close(mut stream: TcpStream) {
    let _ = stream.read_to_end(&mut Vec::new());
}

#[tokio::test]
async fn while_the_server_accepts_no_connection_it_is_not_sent() {
    let (_listener, address) = listen();
    let _queued = fill_queue(address);
    for body in ["", "x"] {
        let error = timed_out(&HyperTransport::default(), request(&format!("http://{address}/"), body)).await;
        assert_eq!(error.kind(), TransportErrorKind::NotSent);
    }
}

#[tokio::test]
async fn while_tls_is_not_established_it_is_not_sent() {
    let address = serve(wait_for_close);
    let error = timed_out(&HyperTransport::default(), request(&format!("https://{address}/"), "x")).await;
    assert_eq!(error.kind(), TransportErrorKind::NotSent);
    assert_eq!((error.to_string().as_str(), error.is_timeout()), ("no connection within the timeout", true));
}

/// The connect timeout is a timeout, whether TCP, a proxy or TLS takes too long.
#[tokio::test]
async fn a_connection_that_takes_too_long_is_a_timeout() {
    let (_listener, mute) = listen();
    let _queued = fill_queue(mute);
    let direct = HyperTransport::builder().connect_timeout(SHORT).no_proxy();
    let proxied = direct.clone().proxy(Proxy::new(&mute.to_string()).expect("a proxy")).build();
    let direct = direct.build();
    for (transport, url) in [
        (&direct, format!("http://{mute}/")),
        (&proxied, "http://service.example/".to_owned()),
        (&proxied, "https://service.example/".to_owned()),
        (&direct, format!("https://{}/", serve(wait_for_close))),
    ] {
        let error = transport.exchange(request(&url, "x"), LONG).await.expect_err("no connection");
        assert_eq!((error.kind(), error.is_timeout()), (TransportErrorKind::NotSent, true), "{url}: {error:?}");
        assert_eq!(format!("{error:?}"), "no connection within the timeout");
    }
}

#[tokio::test]
async fn once_a_connection_has_the_request_it_may_have_been_sent() {
    for body in ["", "x"] {
        let (tell, read) = mpsc::channel();
        let address = serve(move |mut stream| {
            read_request(&mut stream, body.len());
            let _ = tell.send(());
            wait_for_close(stream);
        });
        let error = timed_out(&HyperTransport::default(), request(&format!("http://{address}/"), body)).await;
        read.recv_timeout(LONG).expect("the server read the request");
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
    }
}

#[tokio::test]
async fn while_the_body_of_the_response_stalls_it_is_a_timeout() {
    for head in ["content-length: 9", "transfer-encoding: chunked"] {
        let address = serve(move |mut stream| {
            read_request(&mut stream, 1);
            write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n").expect("written");
            wait_for_close(stream);
        });
        let error = timed_out(&HyperTransport::default(), request(&format!("http://{address}/"), "x")).await;
        assert_eq!(error.kind(), TransportErrorKind::Timeout, "{head}");
    }
}

#[tokio::test]
async fn on_a_used_connection_it_may_have_been_sent() {
    let address = serve(|mut stream| {
        read_request(&mut stream, 1);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("written");
        wait_for_close(stream);
    });
    let (transport, url) = (HyperTransport::default(), format!("http://{address}/"));
    transport.exchange(request(&url, "x"), LONG).await.expect("a response");
    assert_eq!(timed_out(&transport, request(&url, "x")).await.kind(), TransportErrorKind::Timeout);
}

/// The used connection is stale, so nothing was written to it; a new one is not established in time.
#[tokio::test]
async fn a_replay_that_finds_no_connection_is_not_sent() {
    let (tell, closed) = mpsc::channel();
    let (listener, address) = listen();
    let server = std::thread::spawn(move || {
        let mut stream = TcpStream::from(listener.accept().expect("a connection").0);
        read_request(&mut stream, 1);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("written");
        drop(stream);
        let queued = fill_queue(address);
        tell.send(()).expect("waited for");
        (listener, queued)
    });
    let (transport, url) = (HyperTransport::default(), format!("http://{address}/"));
    transport.exchange(request(&url, "x"), LONG).await.expect("a response");
    // Blocks the runtime's only thread: it does not see the close.
    closed.recv().expect("closed");
    assert_eq!(timed_out(&transport, request(&url, "x")).await.kind(), TransportErrorKind::NotSent);
    drop(server.join());
}

#[tokio::test]
async fn the_longest_timeout_is_accepted() {
    let address = serve(|mut stream| {
        read_request(&mut stream, 1);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").expect("written");
    });
    let response = HyperTransport::default().exchange(request(&format!("http://{address}/"), "x"), Duration::MAX).await;
    assert_eq!(response.expect("a response").body().as_ref(), b"ok");
}

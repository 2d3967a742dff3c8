//! A server that stops at any point, or sends a byte now and then, holds up no call past its timeout; and the error says
//! whether the request was sent. What a stalled write comes to, a test of the stream says: it needs small buffers.

use crate::support::{client_of, kind};
use socket2::{Domain, Socket, Type};
use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use webpubsub_blocking::TransportErrorKind::{self, NotSent, Timeout};
use webpubsub_blocking::{BlockingTransport, CallOptions, Message, Proxy, RetryPolicy, WebPubSubServiceClient};
use webpubsub_test_servers::{Memory, accept, certificate, read_request, serve, server_config};

const TIMEOUT: Duration = Duration::from_millis(300);

/// Between two bytes of a server that trickles: many within the timeout.
const PAUSE: Duration = Duration::from_millis(20);

/// The call ends at its timeout, as this.
fn ends(what: &str, client: &WebPubSubServiceClient, size: usize, expected: TransportErrorKind) {
    let begin = Instant::now();
    let error = client.send_to_all(Message::text("x".repeat(size))).expect_err(what);
    let took = begin.elapsed();
    assert_eq!(kind(&error), expected, "{what}, {size} bytes: {error:?}");
    assert_eq!(error.may_have_taken_effect(), expected == Timeout, "{what}, {size} bytes: {error:?}");
    // Generous, for a busy machine; the servers never end it.
    assert!(took >= TIMEOUT && took < TIMEOUT + Duration::from_secs(10), "{what}, {size} bytes: {took:?}");
}

/// One attempt with the timeout.
fn client(endpoint: &str, transport: BlockingTransport) -> WebPubSubServiceClient {
    let options = CallOptions::new().attempt_timeout(TIMEOUT).retry(RetryPolicy::never());
    client_of(endpoint, transport).with_options(options)
}

/// Neither reads nor writes; the connection stays open.
fn hold<S>(stream: S) {
    std::mem::forget(stream);
}

/// Writes the bytes one at a time, again and again, until the client closes the connection.
fn trickle(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes.iter().cycle() {
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
        std::thread::sleep(PAUSE);
    }
}

/// Reads a request, responds with the first text, and trickles the second.
fn stalling(begin: &'static str, then: &'static str) -> impl Fn(BufReader<TcpStream>) + Send + Sync {
    move |mut stream| {
        let _ = read_request(&mut stream);
        let _ = stream.get_mut().write_all(begin.as_bytes());
        if then.is_empty() { hold(stream) } else { trickle(stream.get_mut(), then.as_bytes()) }
    }
}

#[test]
fn while_connecting() {
    // Neither accepted nor refused, because the queue is full.
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).expect("a free port");
    listener.listen(1).expect("listening");
    let address = listener.local_addr().ok().and_then(|address| address.as_socket()).expect("an address");
    let _queued: Vec<_> = std::iter::from_fn(|| TcpStream::connect_timeout(&address, TIMEOUT).ok()).collect();
    for scheme in ["http", "https"] {
        let endpoint = format!("{scheme}://{address}");
        ends("the attempt", &client(&endpoint, BlockingTransport::default()), 1, NotSent);
        let transport = BlockingTransport::builder().connect_timeout(TIMEOUT).build();
        let unhurried = CallOptions::new().attempt_timeout(Duration::from_secs(60));
        ends("the connection", &client(&endpoint, transport).with_options(unhurried), 1, NotSent);
    }
}

#[test]
fn in_the_handshake() {
    for what in ["mute", "trickling"] {
        let address = serve(move |mut stream| match what {
            "mute" => hold(stream),
            // A record of TLS that begins and does not end.
            _ => trickle(stream.get_mut(), &[0x16, 0x03, 0x03, 0x3F, 0x00, 0x02, 0x00, 0x3E, 0xFC, 0x03, 0x03]),
        });
        ends(what, &client(&format!("https://{address}"), BlockingTransport::default()), 1, NotSent);
    }
}

#[test]
fn in_a_proxy() {
    let _memory = Memory::of("blocking, a stalling proxy");
    for (begin, then) in
        [("", ""), ("HTTP/1.1 2", ""), ("HTTP/1.1 200 OK\r\n", "x: y\r\n"), ("HTTP/1.1 200 OK\r\n\r\n", "")]
    {
        let proxy = Proxy::new(&format!("http://{}", serve(stalling(begin, then)))).expect("a proxy");
        let transport = BlockingTransport::builder().proxy(proxy).build();
        ends(begin, &client("https://contoso.example", transport), 1, NotSent);
    }
}

#[test]
fn before_and_within_the_response() {
    let _memory = Memory::of("blocking, a mute or stalling server");
    for (begin, then) in [
        ("", ""),
        ("HTTP/1.1 202 Accepted\r\ncontent-le", ""),
        ("HTTP/1.1 202 Accepted\r\nx: ", "y"),
        ("HTTP/1.1 202 Accepted\r\n", "x: y\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nabc", ""),
        ("HTTP/1.1 202 Accepted\r\ncontent-length: 5000\r\n\r\nabc", "d"),
        ("HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        ("HTTP/1.1 202 Accepted\r\n\r\nuntil the end", "x"),
    ] {
        let address = serve(stalling(begin, then));
        ends(begin, &client(&format!("http://{address}"), BlockingTransport::default()), 1, Timeout);
    }
}

/// Each byte is a successful read of the socket, and none of them one of the connection.
#[test]
fn within_a_record_of_tls() {
    let made = certificate("localhost");
    let config = server_config(&made, None);
    let address = serve(move |stream| {
        let mut tls = accept(&config, stream.into_inner());
        let _ = read_request(&mut tls);
        trickle(tls.get_mut().get_mut(), &[0x17, 0x03, 0x03, 0x40, 0x00]);
    });
    let transport = BlockingTransport::builder().root_certificate(made.cert.pem()).expect("a certificate").build();
    ends("a record", &client(&format!("https://localhost:{}", address.port()), transport), 1, Timeout);
}

/// The timeout of the whole call, with the sleeps between its attempts.
#[test]
fn with_all_attempts_and_backoff() {
    let address = serve(stalling("", "HTTP/1.1 100 Continue\r\n\r\n"));
    let backoff = [1, 10].map(Duration::from_millis);
    let retry = RetryPolicy::at_least_once().max_attempts(1_000).backoff(backoff[0], backoff[1]);
    // On a busy machine, too, there is time for two.
    let options = CallOptions::new().attempt_timeout(TIMEOUT / 10).timeout(TIMEOUT * 5).retry(retry);
    let client = client_of(&format!("http://{address}"), BlockingTransport::default()).with_options(options);
    let begin = Instant::now();
    let error = client.send_to_all(Message::text("x")).expect_err("no response");
    assert!(error.is_timeout() && error.attempts() > 1, "{error:?}");
    assert!(begin.elapsed() < TIMEOUT * 5 + Duration::from_secs(10), "{:?}", begin.elapsed());
}

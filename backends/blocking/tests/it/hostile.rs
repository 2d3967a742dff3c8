//! Servers that die, flood or do not speak HTTP: each call ends in time with a true statement, and memory stays bounded.
//! Those that are mute or stall are in `stalled.rs`.

use crate::support::{client, kind};
use socket2::SockRef;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use webpubsub_blocking::TransportErrorKind::{self, Interrupted, NotSent, ResponseTooLarge, Timeout};
use webpubsub_blocking::{CallOptions, Message, RetryPolicy};
use webpubsub_test_servers::{Memory, read_request, serve};

const TIMEOUT: Duration = Duration::from_secs(2);

/// A call to a server that behaves so comes to one of these.
fn expect(
    what: &str,
    kinds: &[TransportErrorKind],
    behave: impl Fn(&mut BufReader<TcpStream>) + Send + Sync + 'static,
) {
    let options = CallOptions::new().attempt_timeout(TIMEOUT).retry(RetryPolicy::never());
    let client = client(serve(move |mut stream| behave(&mut stream))).with_options(options);
    for size in [1, 900_000] {
        let begin = Instant::now();
        let error = client.send_to_all(Message::text("x".repeat(size))).expect_err(what);
        assert!(kinds.contains(&kind(&error)), "{what}, {size} bytes: {error:?}");
        assert!(begin.elapsed() < TIMEOUT + Duration::from_secs(10), "{what}: {:?}", begin.elapsed());
    }
}

/// Reads a request, and writes this for it.
fn respond(stream: &mut BufReader<TcpStream>, response: &str) {
    let _ = read_request(stream);
    let _ = stream.get_mut().write_all(response.as_bytes());
}

#[test]
fn dying() {
    let _memory = Memory::of("blocking, a dying server");
    expect("closes at once", &[Interrupted, NotSent], |_| {});
    expect("resets at once", &[Interrupted, NotSent], |stream| {
        let _ = SockRef::from(stream.get_ref()).set_linger(Some(Duration::ZERO));
    });
    for response in [
        "",
        "HTTP/1.1 202 Acc",
        "HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nabc",
        "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
        "SSH-2.0-not_http\r\n",
        "HTTP/1.1 202 Accepted\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
    ] {
        expect(response, &[Interrupted], move |stream| respond(stream, response));
    }
}

/// A body without an announced length ends with the connection, but not with a reset.
#[test]
fn a_reset_is_no_end_of_a_body() {
    expect("resets in the body", &[Interrupted], |stream| {
        respond(stream, "HTTP/1.1 202 Accepted\r\n\r\nuntil the end");
        // Long enough for the client to read that much. If it is not, the error is the same.
        let _ = stream.get_ref().set_read_timeout(Some(Duration::from_millis(50)));
        let _ = stream.get_ref().peek(&mut [0]);
        let _ = SockRef::from(stream.get_ref()).set_linger(Some(Duration::ZERO));
    });
}

#[test]
fn flooding() {
    let _memory = Memory::of("blocking, a flood");
    for (begin, piece) in [
        ("HTTP/1.1 202 Accepted\r\nx: ", "x"),
        ("HTTP/1.1 202 Accepted\r\n", "x: y\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 202 Accepted\r\n\r\n", "x"),
        ("HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    ] {
        expect(begin, &[Interrupted, ResponseTooLarge, Timeout], move |stream| {
            respond(stream, begin);
            let piece = piece.repeat(16_384 / piece.len());
            while stream.get_mut().write_all(piece.as_bytes()).is_ok() {}
        });
    }
}

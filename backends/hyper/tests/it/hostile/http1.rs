//! HTTP/1 servers.

use super::{CALLS, End, LONG, Peer, TIMEOUT, send};
use crate::support::{client, client_of};
use socket2::SockRef;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;
use webpubsub_hyper::HyperTransport;
use webpubsub_hyper::TransportErrorKind::{self, Interrupted, NotSent, ResponseTooLarge, Timeout};
use webpubsub_test_servers::{Memory, read_request};

type Stream = BufReader<TcpStream>;

/// Every call to a server that behaves so comes to one of `outcomes`, and its connection is closed. A call that cannot
/// time out may take long on a busy machine.
async fn expect(
    what: &'static str,
    outcomes: &[Result<u16, TransportErrorKind>],
    behave: impl Fn(&mut Stream) -> End + Send + Sync + 'static,
) {
    let timeout = if outcomes.contains(&Err(Timeout)) { TIMEOUT } else { LONG };
    let peer = Peer::start(behave);
    // More than the socket's buffers take.
    for size in [1, 900_000] {
        let client = client(peer.address);
        let results = send(&client, size, timeout).await;
        assert!(results.iter().all(|result| outcomes.contains(result)), "{what}, {size} bytes: {results:?}");
        assert_eq!(results.len(), CALLS);
    }
    tokio::task::spawn_blocking(move || peer.assert_all_closed()).await.expect("closed");
}

/// Reads a request, and writes this for it.
fn respond(stream: &mut Stream, response: &str) {
    let _ = read_request(stream);
    let _ = stream.get_mut().write_all(response.as_bytes());
}

/// Writes this until the client closes the connection.
fn flood(stream: &mut Stream, piece: &str) {
    let piece = piece.repeat(16_384 / piece.len() + 1);
    let _ = stream.get_mut().set_write_timeout(Some(Duration::from_secs(30)));
    while stream.get_mut().write_all(piece.as_bytes()).is_ok() {}
}

#[tokio::test]
async fn mute() {
    let _memory = Memory::of("hyper, a mute server");
    expect("reads nothing", &[Err(Timeout)], |_| End::Hold).await;
    expect("reads the request", &[Err(Timeout)], |stream| {
        respond(stream, "");
        End::Hold
    })
    .await;
}

#[tokio::test]
async fn stalling() {
    let _memory = Memory::of("hyper, a stalling server");
    for response in [
        "H",
        "HTTP/1.1 202 Accepted\r\ncontent-le",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nabc",
        "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 202 Accepted\r\n\r\nuntil the end",
    ] {
        expect("stalls", &[Err(Timeout)], move |stream| {
            respond(stream, response);
            End::Hold
        })
        .await;
    }
}

/// The response arrives before the request was read, which never happens, or even before it was written.
#[tokio::test]
async fn responding_early() {
    let _memory = Memory::of("hyper, an early response");
    expect("responds early", &[Ok(413), Err(Timeout), Err(NotSent)], |stream| {
        let _ = stream.get_mut().write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
        End::Hold
    })
    .await;
}

#[tokio::test]
async fn dying() {
    let _memory = Memory::of("hyper, a dying server");
    expect("closes at once", &[Err(Interrupted), Err(NotSent)], |_| End::Close).await;
    expect("resets at once", &[Err(Interrupted), Err(NotSent)], |stream| {
        let _ = SockRef::from(stream.get_ref()).set_linger(Some(Duration::ZERO));
        End::Close
    })
    .await;
    for response in [
        "",
        "HTTP/1.1 202 Acc",
        "HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nabc",
        "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
        "SSH-2.0-not_http\r\n",
        "HTTP/1.1 202 Accepted\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
    ] {
        expect("dies", &[Err(Interrupted)], move |stream| {
            respond(stream, response);
            End::Close
        })
        .await;
    }
}

#[tokio::test]
async fn flooding() {
    let _memory = Memory::of("hyper, a flood");
    for (begin, piece) in [
        ("HTTP/1.1 202 Accepted\r\nx: ", "x"),
        ("HTTP/1.1 202 Accepted\r\n", "x: y\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 202 Accepted\r\n\r\n", "x"),
        ("HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    ] {
        expect("floods", &[Err(Interrupted), Err(ResponseTooLarge), Err(Timeout)], move |stream| {
            respond(stream, begin);
            flood(stream, piece);
            End::Close
        })
        .await;
    }
}

#[tokio::test]
async fn mute_before_tls() {
    let _memory = Memory::of("hyper, a server that is mute before TLS");
    let peer = Peer::start(|_| End::Hold);
    // While the connection is being opened it is not closed with its call, but for the connect timeout.
    let transport = HyperTransport::builder().connect_timeout(Duration::from_secs(2)).build();
    let client = client_of(&format!("https://{}", peer.address), transport);
    assert!(send(&client, 1, TIMEOUT).await.iter().all(|result| *result == Err(NotSent)));
    tokio::task::spawn_blocking(move || peer.assert_all_closed()).await.expect("closed");
}

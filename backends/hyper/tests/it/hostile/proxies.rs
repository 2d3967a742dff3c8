//! Proxies: until the tunnel is open, and TLS within it, nothing was sent.

use super::{End, Peer, TIMEOUT, send};
use crate::support::client_of;
use std::io::Write;
use std::time::Duration;
use webpubsub_hyper::{HyperTransport, Proxy, TransportErrorKind};
use webpubsub_test_servers::{Memory, read_request};

#[tokio::test]
async fn nothing_is_sent_through_a_hostile_proxy() {
    let _memory = Memory::of("hyper, a hostile proxy");
    for (response, holds) in [
        ("", true),
        ("HTTP/1.1 2", true),
        ("HTTP/1.1 200 OK\r\nx: y\r\n", true),
        // The tunnel is open, and the far end mute.
        ("HTTP/1.1 200 OK\r\n\r\n", true),
        ("", false),
        ("HTTP/1.1 2", false),
        ("HTTP/1.1 200 OK\r\n\r\n", false),
        ("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n", false),
        ("HTTP/1.1 504 Gateway Timeout\r\n\r\n", false),
    ] {
        let peer = Peer::start(move |stream| {
            let _ = read_request(stream);
            let _ = stream.get_mut().write_all(response.as_bytes());
            if holds { End::Hold } else { End::Close }
        });
        let proxy = Proxy::new(&format!("http://{}", peer.address)).expect("a proxy");
        let transport = HyperTransport::builder().connect_timeout(Duration::from_secs(2)).proxy(proxy).build();
        let results = send(&client_of("https://contoso.example", transport), 1, TIMEOUT).await;
        let not_sent = results.iter().all(|result| *result == Err(TransportErrorKind::NotSent));
        assert!(not_sent, "{response:?}, {holds}: {results:?}");
        tokio::task::spawn_blocking(move || peer.assert_all_closed()).await.expect("closed");
    }
}

#[tokio::test]
async fn an_endless_response_to_connect_is_cut_off() {
    let _memory = Memory::of("hyper, an endless response to CONNECT");
    let peer = Peer::start(|stream| {
        let _ = read_request(stream);
        let _ = stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.get_mut().write_all(&b"x: y\r\n".repeat(1_000)).is_ok() {}
        End::Close
    });
    let proxy = Proxy::new(&format!("http://{}", peer.address)).expect("a proxy");
    let transport = HyperTransport::builder().proxy(proxy).build();
    let results = send(&client_of("https://contoso.example", transport), 1, TIMEOUT).await;
    assert!(results.iter().all(|result| *result == Err(TransportErrorKind::NotSent)), "{results:?}");
    tokio::task::spawn_blocking(move || peer.assert_all_closed()).await.expect("closed");
}

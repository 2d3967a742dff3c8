//! Callers that begin and do not go on.

mod common;

use std::time::Duration;

use common::Caller;
use http::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use webpubsub_emulator::{Emulator, EntraApplication};

/// Long enough for a request on a busy machine.
const SHORT: Duration = Duration::from_secs(1);
const OUTER_LIMIT: Duration = Duration::from_secs(20);

async fn open(address: &str, said: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(said).await.expect("written");
    stream
}

/// What it receives until the emulator closes it.
async fn closed(stream: &mut TcpStream) -> String {
    let mut received = Vec::new();
    let end = timeout(OUTER_LIMIT, stream.read_to_end(&mut received)).await.expect("closed in time");
    assert!(end.is_ok() || received.is_empty(), "{end:?}");
    String::from_utf8_lossy(&received).into_owned()
}

#[tokio::test]
async fn silent_connections_are_closed() {
    let emulator = Emulator::builder().tls(true).head_timeout(SHORT).start().await.expect("started");
    let plain = emulator.address().to_string();
    let secure = emulator.https_endpoint().expect("tls").trim_start_matches("https://").to_owned();
    let mut streams = Vec::new();
    for number in 0..400 {
        let said = [
            &b""[..],
            b"G",
            b"GET /api/health HTTP/1.1\r\nhost: x\r\n",
            b"PRI * HTTP/2.0\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ][number % 5];
        streams.push(open(&plain, said).await);
    }
    for said in [&b""[..], b"\x16\x03\x01"] {
        streams.push(open(&secure, said).await);
    }
    for stream in &mut streams {
        closed(stream).await;
    }
    assert_eq!(Caller::new(&emulator).send("/api/hubs/chat/:send", "alive").await, 202);
}

#[tokio::test]
async fn a_byte_now_and_then_does_not_help() {
    let emulator = Emulator::builder().head_timeout(SHORT).start().await.expect("started");
    let mut stream = open(&emulator.address().to_string(), b"GET /api/health HTTP/1.1\r\nx: ").await;
    let trickle = async {
        let mut tick = tokio::time::interval(SHORT / 10);
        while stream.write_all(b"y").await.is_ok() {
            tick.tick().await;
        }
    };
    timeout(OUTER_LIMIT, trickle).await.expect("closed");
}

#[tokio::test]
async fn a_connection_may_rest_between_requests_but_not_within_one() {
    let emulator = Emulator::builder().head_timeout(SHORT).start().await.expect("started");
    let address = emulator.address().to_string();
    let request = b"HEAD /api/health HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut stream = open(&address, request).await;
    let read = async |stream: &mut TcpStream| {
        let mut response = Vec::new();
        while !response.ends_with(b"\r\n\r\n") {
            response.push(stream.read_u8().await.expect("a response"));
        }
        assert!(response.starts_with(b"HTTP/1.1 200"));
    };
    read(&mut stream).await;
    // Two that come later exceed the timeout.
    for _ in 0..2 {
        closed(&mut open(&address, b"").await).await;
    }
    stream.write_all(request).await.expect("written");
    read(&mut stream).await;
    stream.write_all(&request[..20]).await.expect("written");
    closed(&mut stream).await;
}

#[tokio::test]
async fn a_websocket_has_no_head_any_more() {
    let emulator = Emulator::builder().head_timeout(SHORT).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let mut socket = caller.simple("chat", &serde_json::json!({})).await;
    for _ in 0..2 {
        closed(&mut open(&emulator.address().to_string(), b"").await).await;
    }
    assert_eq!(caller.send("/api/hubs/chat/:send", "alive").await, 202);
    assert_eq!(socket.text().await, "alive");
}

#[tokio::test]
async fn bodies_that_do_not_come_receive_408() {
    let application = EntraApplication::new("contoso.example", "app", "secret");
    let emulator = Emulator::builder().body_timeout(SHORT).entra(application).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (path, kind) in [
        ("/api/hubs/chat/:send", "text/plain"),
        ("/api/hubs/chat/:addToGroups", "application/json"),
        ("/contoso.example/oauth2/v2.0/token", "application/x-www-form-urlencoded"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: {kind}\r\ncontent-length: 9\r\n\r\n{{",
            emulator.address(),
            caller.token(&format!("{}{path}", caller.endpoint)),
        );
        let mut stream = open(&emulator.address().to_string(), head.as_bytes()).await;
        let response = closed(&mut stream).await;
        assert!(response.starts_with("HTTP/1.1 408"), "{path}: {response}");
        assert!(response.contains("body_timeout"), "{path}: {response}");
    }
    // One that nobody wants is not waited for either.
    let mut stream =
        open(&emulator.address().to_string(), b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{").await;
    let response = closed(&mut stream).await;
    assert!(response.starts_with(&format!("HTTP/1.1 {}", StatusCode::NOT_FOUND.as_u16())), "{response}");
}

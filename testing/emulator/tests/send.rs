//! Messages arrive unchanged at the right connections.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use common::Caller;
use serde_json::json;
use webpubsub_emulator::Emulator;

const TEXT: &[(&str, &str)] = &[("content-type", "text/plain")];
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const BINARY: &[(&str, &str)] = &[("content-type", "application/octet-stream")];

#[tokio::test]
async fn each_audience_receives_its_messages() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut ann, id) = caller.json("chat", &json!({"sub": "ann", "webpubsub.group": ["a", "b"]})).await;
    let (mut bob, _) = caller.json("chat", &json!({"sub": "bob", "group": "b"})).await;
    let (mut other, _) = caller.json("news", &json!({"sub": "ann", "group": "b"})).await;

    assert_eq!(caller.send("/api/hubs/chat/:send", "all").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/groups/a/:send", "a").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/groups/b/:send", "b").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/users/ann/:send", "ann").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/users/Ann/:send", "nobody").await, 202);
    assert_eq!(caller.send(&format!("/api/hubs/chat/connections/{id}/:send"), "one").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/connections/none/:send", "nobody").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/users/bob/:send", "end").await, 202);
    assert_eq!(caller.send("/api/hubs/news/:send", "end").await, 202);

    let server = |data: &str| json!({"type": "message", "from": "server", "dataType": "text", "data": data});
    let group = |name: &str| json!({"type": "message", "from": "group", "fromUserId": null, "group": name, "dataType": "text", "data": name});
    for expected in [server("all"), group("a"), group("b"), server("ann"), server("one")] {
        assert_eq!(ann.json().await, expected);
    }
    for expected in [server("all"), group("b"), server("end")] {
        assert_eq!(bob.json().await, expected);
    }
    assert_eq!(other.json().await, server("end"));
}

#[tokio::test]
async fn payloads_arrive_unchanged() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let mut simple = caller.simple("chat", &json!({})).await;
    let (mut wrapped, _) = caller.json("chat", &json!({})).await;
    let path = "/api/hubs/chat/:send";

    let bytes: Vec<u8> = (0..=255).collect();
    for headers in [BINARY, &[]] {
        assert_eq!(caller.call("POST", path, headers, bytes.clone()).await.status, 202);
        assert_eq!(simple.binary().await, bytes);
        let frame = wrapped.json().await;
        assert_eq!((&frame["dataType"], &frame["data"]), (&json!("binary"), &json!(STANDARD.encode(&bytes))));
    }

    // A character of each plane, and each control character.
    let planes = (0..17u32).filter_map(|plane| char::from_u32(plane * 0x1_0000 + 0xFFFD));
    let text: String = (0..0x20u8).map(char::from).chain("\u{7f}\u{feff}\"\\é✓".chars()).chain(planes).collect();
    assert_eq!(caller.call("POST", path, TEXT, text.clone()).await.status, 202);
    assert_eq!(simple.text().await, text);
    let frame = wrapped.json().await;
    assert_eq!((&frame["dataType"], &frame["data"]), (&json!("text"), &json!(text)));

    let written = r#" {"b": 12345678901234567890123.50, "a": [1e999, -0.0], "a": "\u0041\ud83d\ude00" } "#;
    assert_eq!(caller.call("POST", path, JSON, written).await.status, 202);
    assert_eq!(simple.text().await.trim(), written.trim());
    let frame = wrapped.text().await;
    assert!(frame.contains(&format!(r#""data":{}"#, written.trim())), "{frame}");

    // An HTTP client may omit the length; the service requires it.
    for empty in [TEXT, BINARY] {
        assert_eq!(caller.call("POST", path, empty, "").await.status, 400);
        let headers = [empty[0], ("content-length", "0")];
        assert_eq!(caller.call("POST", path, &headers, "").await.status, 202);
    }
    assert_eq!(simple.text().await, "");
    assert_eq!(simple.binary().await, "");
}

#[tokio::test]
async fn the_maximum_size_is_one_mebibyte() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let mut simple = caller.simple("chat", &json!({})).await;
    let path = "/api/hubs/chat/:send";
    let most = Bytes::from(vec![b'x'; 1024 * 1024]);
    assert_eq!(caller.call("POST", path, BINARY, most.clone()).await.status, 202);
    assert_eq!(simple.binary().await, most);

    for much in [1024 * 1024 + 1, 32 * 1024 * 1024] {
        let response = caller.call("POST", path, BINARY, vec![b'x'; much]).await;
        assert_eq!(response.status, 400);
        assert_eq!(response.json()["message"], "Invalid Content-Length header.");
        // The client can read every rejection.
        assert_eq!(
            caller.raw("POST", &format!("{}{path}", caller.endpoint), BINARY, vec![b'x'; much]).await.status,
            401
        );
    }
}

#[tokio::test]
async fn a_client_that_writes_all_before_reading_gets_the_response() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let emulator = Emulator::start().await.expect("started");
    let body = vec![b'x'; 32 * 1024 * 1024];
    let head = format!("POST /api/hubs/chat/:send HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len());
    let mut stream = tokio::net::TcpStream::connect(emulator.address()).await.expect("connected");
    stream.write_all(head.as_bytes()).await.expect("written");
    stream.write_all(&body).await.expect("written without a reset");
    let mut response = [0; 12];
    stream.read_exact(&mut response).await.expect("a response");
    assert_eq!(&response, b"HTTP/1.1 401");
}

#[tokio::test]
async fn bodies_are_checked() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let path = "/api/hubs/chat/:send";
    for (content_type, body, expected) in [
        ("application/json", "{", 400),
        ("application/json", "", 400),
        ("application/json; charset=utf-8", "1", 202),
        ("text/html", "x", 415),
        ("text/plain; charset=nonsense", "x", 415),
    ] {
        let response = caller.call("POST", path, &[("content-type", content_type)], body).await;
        assert_eq!(response.status, expected, "{content_type} {body}");
    }
    let response = caller.call("POST", path, JSON, "{").await;
    assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(response.json()["code"], "Error.BadRequest");
}

#[tokio::test]
async fn a_slow_reader_is_closed_and_delays_no_one() {
    let emulator = Emulator::builder().queue_capacity(4).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut slow, id) = caller.json("chat", &json!({"webpubsub.group": "slow"})).await;
    let path = format!("/api/hubs/chat/connections/{id}");
    let mut sent = 0;
    while caller.status("HEAD", &path).await == 200 {
        assert_eq!(caller.call("POST", "/api/hubs/chat/groups/slow/:send", BINARY, vec![0; 500_000]).await.status, 202);
        sent += 1;
        assert!(sent < 200, "never closed");
    }
    assert_eq!(slow.closed().await.expect("a close frame").0, 1008);
}

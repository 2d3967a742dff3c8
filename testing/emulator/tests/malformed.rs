//! Requests that are malformed or too long: a 4xx that says why.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Caller, claims, now};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use webpubsub_emulator::Emulator;

/// Sends a head as it is; the response's status, head and body.
async fn raw(emulator: &Emulator, head: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(emulator.address()).await.expect("connected");
    stream.write_all(head.as_bytes()).await.expect("written");
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response).await;
    let text = String::from_utf8_lossy(&response).into_owned();
    let status = text.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text)
}

#[tokio::test]
async fn a_request_has_one_host() {
    let emulator = Emulator::start().await.expect("started");
    for (lines, expected) in [
        ("host: x\r\n", 200),
        ("", 400),
        ("host: x\r\nhost: x\r\n", 400),
        ("host: x\r\nhost: y\r\n", 400),
        ("host: x\r\nHOST:\r\n", 400),
        ("host: a b\r\n", 400),
        ("host: x/y\r\n", 400),
        ("host: a, b\r\n", 400),
        ("host: ann@x\r\n", 400),
        ("host: x@x\r\n", 400),
        ("host: xy@x\r\n", 400),
        ("host: x:y\r\n", 400),
        ("host: x:99999\r\n", 400),
        ("host: x:+1\r\n", 400),
        ("host: [::1\r\n", 400),
        ("host: [::1]:80\r\n", 200),
        ("host: x:\r\n", 200),
        ("host:\r\n", 200),
    ] {
        let head = format!("HEAD /api/health HTTP/1.1\r\n{lines}connection: close\r\n\r\n");
        assert_eq!(raw(&emulator, &head).await.0, expected, "{lines}");
    }
    assert_eq!(raw(&emulator, "HEAD /api/health HTTP/1.0\r\n\r\n").await.0, 200);
    let (status, text) = raw(&emulator, "GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\nconnection: close\r\n\r\n").await;
    assert!(status == 400 && text.ends_with("More than one Host header."), "{text}");
}

#[tokio::test]
async fn a_handshake_has_one_key_of_sixteen_bytes() {
    let emulator = Emulator::start().await.expect("started");
    let url = Caller::new(&emulator).client_url("chat", &json!({}));
    let path = url.split_once("/client").map(|(_, rest)| format!("/client{rest}")).expect("a path");
    let good = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (lines, expected) in [
        (good.to_owned(), 101),
        (String::new(), 400),
        ("sec-websocket-key: \r\n".to_owned(), 400),
        ("sec-websocket-key: x\r\n".to_owned(), 400),
        ("sec-websocket-key: dGhlIHNhbXBsZSBub25j\r\n".to_owned(), 400),
        ("sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ\r\n".to_owned(), 400),
        (good.repeat(2), 400),
        (format!("{good}sec-websocket-version: 13\r\n"), 400),
    ] {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n{lines}\r\n",
            emulator.address()
        );
        let mut stream = TcpStream::connect(emulator.address()).await.expect("connected");
        stream.write_all(head.as_bytes()).await.expect("written");
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.expect("a response");
        assert_eq!(String::from_utf8_lossy(&status[9..]), expected.to_string(), "{lines}");
    }
}

fn signed(header: &serde_json::Value, claims: &serde_json::Value, key: &str) -> String {
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length");
    mac.update(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn critical_extensions_of_a_token_are_not_understood() {
    let emulator = Emulator::builder().allow_unvalidated_entra_tokens(true).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = format!("{}/api/hubs/chat/:send", caller.endpoint);
    let client = format!("{}/client/hubs/chat", caller.endpoint);
    for crit in [json!(["exp"]), json!(["b64"]), json!([]), json!("x"), json!(null)] {
        let header = json!({"alg": "HS256", "crit": crit});
        for audience in [url.as_str(), "https://webpubsub.azure.com"] {
            let token = signed(&header, &json!({"aud": audience, "exp": now() + 60}), emulator.access_key());
            let headers = [("authorization", format!("Bearer {token}")), ("content-length", "0".to_owned())];
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            let response = caller.raw("POST", &url, &headers, "").await;
            assert_eq!(response.status, 401, "{crit} {audience}");
            let reason = response.header("www-authenticate").unwrap_or_default();
            assert_eq!(
                reason,
                r#"Bearer error="invalid_token", error_description="The token has critical extensions (crit), which are not supported.""#
            );
        }
        let token = signed(&header, &json!({"aud": client, "exp": now() + 60}), emulator.access_key());
        let path = format!("/client/hubs/chat?access_token={token}");
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            emulator.address()
        );
        let mut stream = TcpStream::connect(emulator.address()).await.expect("connected");
        stream.write_all(head.as_bytes()).await.expect("written");
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.expect("a response");
        assert_eq!(&status, b"HTTP/1.1 401", "{crit}");
    }
}

#[tokio::test]
async fn urls_and_headers_have_the_sizes_of_the_service() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let path = |length: usize| {
        let start = "/api/hubs/chat/:send?excluded=";
        format!("{start}{}", "x".repeat(length - start.len()))
    };
    let line = "POST  HTTP/1.1\r\n".len();
    assert_eq!(caller.send(&path(8192 - line), "x").await, 202);
    for length in [8192 - line + 1, 20_000] {
        let response = caller.call("POST", &path(length), &[], "x").await;
        assert_eq!(response.status, 414);
        assert!(response.body.starts_with(b"The request line has more than 8192 bytes"), "{:?}", response.body);
    }
    // What hyper itself rejects has a reason too.
    for (head, expected, reason) in [
        (
            format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(100_000)),
            414,
            "The request line has more than 8192 bytes",
        ),
        (
            format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(500_000)),
            431,
            "more than 32768 bytes or 100 headers",
        ),
        (format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "x".repeat(500_000)), 431, "more than 32768 bytes"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(200)), 431, "100 headers"),
        ("GET / HTTP/1.1\r\nhost: x\r\nx y\r\n\r\n".to_owned(), 400, "not valid HTTP"),
    ] {
        let (status, text) = raw(&emulator, &head).await;
        assert_eq!(status, expected, "{text}");
        assert!(text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.contains(reason)), "{text}");
    }
    // A client whose token is too long for a URL.
    let url = caller.client_url("chat", &json!({"sub": "x".repeat(9000)}));
    assert_eq!(common::Socket::connect(&url, None).await.err().map(|status| status.as_u16()), Some(414));
    assert!(claims(url.split_once('=').expect("a token").1)["sub"].is_string());

    let long = "x".repeat(31_000);
    assert_eq!(
        caller
            .call("POST", "/api/hubs/chat/:send", &[("x-long", &long), ("content-type", "text/plain")], "x")
            .await
            .status,
        202
    );
    for http in [Caller::new(&emulator), Caller::with_http_2(&emulator)] {
        let long = "x".repeat(33_000);
        let response = http.call("POST", "/api/hubs/chat/:send", &[("x-long", &long)], "x").await;
        assert_eq!(response.status, 431);
        assert!(response.body.starts_with(b"The headers have more than 32768 bytes"), "{:?}", response.body);
    }
}

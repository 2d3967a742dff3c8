//! What a hostile service says does not control the terminal.

use crate::support::{Fake, Pty, Running, Server, bare, feed, in_time, run};
use futures_util::SinkExt as _;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// Sets the window's title, clears the screen by one character of C1, and turns the direction of what follows.
const TEXT: &str = "a\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{7f}z";

/// No control character but line breaks.
#[track_caller]
fn is_harmless(text: &str) {
    let obeyed = |character: char| character.is_control() || ('\u{2028}'..='\u{202e}').contains(&character);
    assert!(!text.chars().any(|character| obeyed(character) && character != '\n'), "{text:?}");
}

fn escaped() -> String {
    serde_json::to_string(TEXT).expect("JSON")
}

#[tokio::test]
async fn json_is_harmless_and_means_the_same() {
    let page = format!(r#"{{"value":[{{"connectionId":"c","userId":{}}}]}}"#, escaped());
    let error = format!(r#"{{"code":{0},"message":{0}}}"#, escaped());
    let list = &["list-connections", "lobby", "-o", "json"][..];
    let send = &["send", "hi", "--to-all", "-o", "json"];
    for (arguments, status, body, value) in [
        (list, 200, &page, "/0/userId"),
        (&["request", "GET", "/x", "-o", "json"], 200, &TEXT.to_owned(), "/body"),
        (send, 409, &error, "/raised/code"),
    ] {
        let server = Server::start(&[(status, body)]).await;
        let ran = run(server.tool(arguments)).await;
        is_harmless(&ran.stdout);
        is_harmless(&ran.stderr);
        let printed = if status == 200 { &ran.stdout } else { &ran.stderr };
        let printed: Value = serde_json::from_str(printed).expect("JSON");
        assert_eq!(printed.pointer(value), Some(&TEXT.into()), "{printed}");
        server.heads().await;
    }
}

#[tokio::test]
async fn text_and_logs_are_harmless() {
    let error = format!(r#"{{"code":{0},"message":{0}}}"#, escaped());
    for (arguments, status, body) in [
        (&["send", "hi", "--to-all", "-vv"][..], 409, error.as_str()),
        (&["send", "hi", "--to-all"], 403, &format!("<html>{TEXT}</html>")),
        (&["watch"], 403, TEXT),
        (&["doctor"], 500, TEXT),
    ] {
        let server = Server::start(&[(status, body)]).await;
        let ran = run(server.tool(arguments)).await;
        assert_ne!(ran.code, 0, "{ran:?}");
        is_harmless(&ran.stdout);
        is_harmless(&ran.stderr);
    }
    let server = Server::start(&[(409, &error)]).await;
    let line = format!(r#"{{"op": "health", "id": {}}}"#, escaped());
    let ran = feed(server.tool(&["batch"]), line.as_bytes()).await;
    assert!(ran.stdout.contains("raised"), "{ran:?}");
    is_harmless(&ran.stdout);
}

/// A body is printed as it is for a program, and so that it can be read on a terminal.
#[tokio::test]
async fn a_body_does_not_control_the_terminal() {
    let body = format!("<p>\n\t{TEXT}");
    let server = Server::start(&[(200, &body), (404, &body)]).await;
    assert_eq!(run(server.tool(&["request", "GET", "/x"])).await.ok(), body);
    let mut pty = Pty::new();
    let child = pty.start(server.tool(&["request", "GET", "/x"]));
    let (code, screen) = pty.end(child).await;
    let screen = screen.replace("\r\n", "\n");
    assert_eq!(code, 1, "{screen:?}");
    let shown = "<p>\n\ta\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\\u{7f}z\nwebpubsub: the service responded 404 Not Found\n";
    assert_eq!(screen, shown);
}

#[tokio::test]
async fn ids_and_codes_are_short() {
    // Of a raw response nobody looks for secrets.
    let token = Fake::start(|head| {
        let (_, token) = head.split_once("authorization: bearer ").expect("a token");
        ("400", format!("x-ms-error-code: {}\r\n", token.lines().next().expect("a line")), "")
    });
    let mut request = bare(&["request", "GET", "/x", "--hub", "chat"]);
    request.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={};AccessKey=key", token.await.endpoint()));
    assert_eq!(run(request).await.stderr, "webpubsub: the service responded 400 Bad Request\n");
    for arguments in [&["send", "hi", "--to-all"][..], &["send", "hi", "--to-all", "-ojson"]] {
        let server = Fake::start(|_| {
            ("409", format!("x-ms-request-id: {0}\r\nx-ms-error-code: {0}\r\n", "r".repeat(30_000)), "")
        });
        let mut tool = bare(arguments);
        tool.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={};AccessKey=key", server.await.endpoint()));
        tool.env("WEBPUBSUB_HUB", "chat");
        let ran = run(tool).await;
        assert!(ran.code == 1 && ran.stderr.contains("rrr") && ran.stderr.len() < 2_000, "{}", ran.stderr.len());
    }
}

fn watch(address: std::net::SocketAddr) -> Running {
    let mut watch = bare(&["watch", "--hub", "chat"]);
    watch.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint=http://{address};AccessKey=key"));
    Running::start(watch)
}

/// No 16 characters of it.
#[track_caller]
fn is_not_shown(token: &str, text: &str) {
    assert!(text.contains("[secret]"), "{text}");
    for piece in token.as_bytes().windows(16) {
        let piece = std::str::from_utf8(piece).expect("ASCII").to_lowercase();
        assert!(!text.to_lowercase().contains(&piece), "{text}");
    }
}

/// A WebSocket client's token and its reasons, whichever way the service ends it.
#[tokio::test]
async fn a_clients_token_does_not_come_back() {
    let rejecting = Fake::start(|head| {
        let (_, token) = head.split_once("authorization: bearer ").expect("a token");
        let token = token.lines().next().expect("a line");
        ("401", format!("www-authenticate: Bearer error_description=\"no {token}\"\r\n"), "")
    });
    let mut rejected = watch(rejecting.await.address);
    let (code, notices) = rejected.ended().await;
    assert!(code == 1 && notices.contains("rejected with 401: no [secret]"), "{notices}");

    let frames: [fn(&str) -> Frame; 2] = [
        |token| Frame::Close(Some(CloseFrame { code: 1008.into(), reason: format!("no {}", &token[..100]).into() })),
        |token| {
            let message = format!("no {} {}", token.to_uppercase(), "a".repeat(60_000));
            Frame::text(json!({"type": "system", "event": "disconnected", "message": message}).to_string())
        },
    ];
    for frame in frames {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let mut watch = watch(listener.local_addr().expect("an address"));
        let (stream, _) = in_time(listener.accept()).await.expect("a connection");
        let token = Arc::<Mutex<String>>::default();
        let seen = Arc::clone(&token);
        #[allow(clippy::result_large_err)] // The type is tungstenite's.
        let accept = move |request: &Request, mut response: Response| {
            let authorization = request.headers()["authorization"].to_str().expect("text");
            *seen.lock().expect("not poisoned") = authorization.replace("Bearer ", "");
            let protocol = request.headers()["sec-websocket-protocol"].clone();
            response.headers_mut().insert("sec-websocket-protocol", protocol);
            Ok(response)
        };
        let mut socket = in_time(accept_hdr_async(stream, accept)).await.expect("a handshake");
        let token = token.lock().expect("not poisoned").clone();
        socket.send(frame(&token)).await.expect("sent");
        drop(socket);
        let (code, notices) = watch.ended().await;
        assert!(code != 0 && notices.len() < 2_000, "{code} {}", notices.len());
        is_not_shown(&token, &notices);
    }
}

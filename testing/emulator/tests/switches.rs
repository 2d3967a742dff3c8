//! The switches where sources disagree about the service.

mod common;
#[path = "common/program.rs"]
mod program;

use common::{Caller, RELIABLE_JSON, Socket};
use program::Program;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn an_anonymous_hub_needs_no_token() {
    let emulator = Emulator::builder().anonymous_hub("Lobby").start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = |hub: &str| format!("{}/client/hubs/{hub}", caller.endpoint.replacen("http", "ws", 1));
    let mut socket = Socket::connect(&url("lobby"), Some(common::JSON)).await.expect("connected");
    let connected = socket.json().await;
    assert_eq!((&connected["event"], &connected["userId"]), (&json!("connected"), &json!(null)));
    socket.send_json(&json!({"type": "joinGroup", "group": "g", "ackId": 1})).await;
    assert_eq!(socket.json().await["error"]["name"], "Forbidden");
    for refused in [url("chat"), url("lobby") + "?access_token=x"] {
        let status = Socket::connect(&refused, None).await.err().map(|status| status.as_u16());
        assert_eq!(status, Some(401), "{refused}");
    }
}

#[tokio::test]
async fn the_program_has_arguments_for_them() {
    let program = Program::start(&["--anonymous-hub", "lobby", "--connected-on-recovery", "--recovery-window", "60"]);
    let caller = Caller::of_program(&program.connection_string);
    let url = format!("{}/client/hubs/lobby", caller.endpoint.replacen("http", "ws", 1));
    let mut socket = Socket::connect(&url, Some(common::JSON)).await.expect("connected");
    assert_eq!(socket.json().await["event"], "connected");
    let (socket, ann) = caller.reliable("chat", &json!({})).await;
    drop(socket);
    assert_eq!(ann.recover(&caller).await.json().await["event"], "connected");
}

#[tokio::test]
async fn custom_subprotocols() {
    for accept in [false, true] {
        let emulator = Emulator::builder().accept_custom_subprotocols(accept).start().await.expect("started");
        let caller = Caller::new(&emulator);
        let url = caller.client_url("chat", &json!({})).replacen("ws", "http", 1);
        let headers = [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="),
            ("sec-websocket-protocol", "mine"),
        ];
        let response = caller.raw("GET", &url, &headers, "").await;
        assert_eq!(response.status, if accept { 101 } else { 400 });
        assert_eq!(response.header("sec-websocket-protocol"), None);
    }
}

#[tokio::test]
async fn connected_on_recovery() {
    for again in [false, true] {
        let emulator = Emulator::builder().connected_on_recovery(again).start().await.expect("started");
        let caller = Caller::new(&emulator);
        let (socket, mut ann) = caller.reliable("chat", &json!({})).await;
        drop(socket);
        let mut socket = ann.recover(&caller).await;
        if again {
            let connected = socket.json().await;
            assert_eq!((&connected["event"], &connected["connectionId"]), (&json!("connected"), &json!(ann.id)));
            ann.token = connected["reconnectionToken"].as_str().expect("a token").to_owned();
            socket = Socket::connect(&ann.url(&caller), Some(RELIABLE_JSON)).await.expect("it opens");
            assert_eq!(socket.json().await["event"], "connected");
        }
        socket.send(Message::text(r#"{"type":"ping"}"#)).await;
        assert_eq!(socket.json().await, json!({"type": "pong"}));
    }
}

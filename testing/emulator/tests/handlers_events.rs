//! Event handlers, made of bare hyper, and the events of real WebSocket clients.

mod common;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use common::events::{RELIABLE, event, events, failure, success};
use common::handler::{Handler, status};
use common::{Caller, JSON, Socket};
use http::{Request, Response};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use webpubsub_emulator::{Emulator, Entry, EventHandler, Kind};

#[tokio::test]
async fn state_over_ten_events() {
    let count = |request: &Request<Bytes>| {
        let state = request.headers().get("ce-connectionstate").map_or("", |state| state.to_str().expect("text"));
        state.parse::<u32>().unwrap_or(0)
    };
    let builder = Emulator::builder().handler("chat", move |request| async move {
        let next = count(&request) + 1;
        Response::builder().header("ce-connectionState", next.to_string()).body(next.to_string().into()).expect("valid")
    });
    let emulator = builder.start().await.expect("started");
    let caller = Caller::new(&emulator);
    // `connect` has body "1", which is not a JSON object: so this handler must not receive it.
    let refused = Socket::connect(&caller.client_url("chat", &json!({})), Some(JSON)).await;
    assert_eq!(refused.err().map(|status| status.as_u16()), Some(500));

    let handler = EventHandler::in_process(move |request| async move {
        let next = count(&request) + 1;
        Response::builder().header("ce-connectionState", next.to_string()).body(next.to_string().into()).expect("valid")
    });
    let emulator = Emulator::builder().event_handler("chat", handler).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for protocol in [JSON, RELIABLE] {
        let mut socket = Socket::connect(&caller.client_url("chat", &json!({})), Some(protocol)).await.expect("open");
        socket.json().await;
        for number in 1..=10 {
            let frames = event(&mut socket, "count", "", number).await;
            let data = frames[0]["data"].as_str().expect("base64");
            assert_eq!(data, base64::Engine::encode(&base64::engine::general_purpose::STANDARD, number.to_string()));
            assert_eq!(frames[1], success(number));
        }
    }
}

#[tokio::test]
async fn failed_events() {
    let handler = |request: Request<Bytes>| async move {
        let name = request.headers()["ce-eventname"].to_str().expect("text").to_owned();
        assert_ne!(name, "panic");
        status(if name == "ok" { 204 } else { 400 })
    };
    let builder = || Emulator::builder().event_handler("chat", EventHandler::in_process(handler));
    let emulator = builder().start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    for (name, ack) in [("bad", 1), ("panic", 1), ("bad", 1)] {
        let expected = failure(ack, "InternalServerError", "Internal server error");
        assert_eq!(event(&mut socket, name, "", ack).await, [expected], "{name}: a failed id is not a duplicate");
    }
    assert_eq!(event(&mut socket, "ok", "", 1).await, [success(1)]);
    socket.send_json(&json!({"type": "event", "event": "bad", "data": 1})).await;
    assert_eq!(event(&mut socket, "ok", "", 2).await, [success(2)], "without an ack id nothing is said");
    let failures: Vec<_> = events(&emulator).iter().filter_map(|entry| entry.reason.clone()).collect();
    assert_eq!(failures.len(), 4, "{failures:?}");
    assert_eq!(failures[1], "the handler panicked");

    let emulator = builder().close_on_failed_event(true).start().await.expect("started");
    let (mut socket, _) = Caller::new(&emulator).json("chat", &json!({})).await;
    socket.send_json(&json!({"type": "event", "event": "bad", "data": 1})).await;
    assert_eq!(socket.json().await["event"], "disconnected");
    assert_eq!(socket.closed().await, Some((1011, "The event failed.".to_owned())));
}

#[tokio::test]
async fn events_without_a_handler() {
    let handler = EventHandler::in_process(|_| async { status(204) }).user_events("known");
    let emulator = Emulator::builder().event_handler("chat", handler).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for hub in ["chat", "news"] {
        let (mut socket, _) = caller.json(hub, &json!({})).await;
        let expected = failure(1, "InternalServerError", "Internal server error");
        assert_eq!(event(&mut socket, "unknown", "", 1).await, [expected]);
        let mut simple = caller.simple(hub, &json!({})).await;
        simple.send("hi").await;
        assert_eq!(simple.closed().await.map(|(code, _)| code), Some(1011));
    }
}

#[tokio::test]
async fn clients_without_a_subprotocol() {
    let mut handler = Handler::start(|request| match request.text() {
        "quiet" => status(204),
        "fail" => status(400),
        "json" => Response::builder().header("content-type", "application/json").body("[1]".into()).expect("valid"),
        body => {
            let kind = request.header("content-type").expect("a type");
            Response::builder().header("content-type", kind).body(body.to_owned().into()).expect("valid")
        }
    })
    .await;
    let user_events = EventHandler::new(handler.url("/{event}"));
    let emulator = Emulator::builder().event_handler("chat", user_events).event_retry_delays([]);
    let emulator = emulator.start().await.expect("started");
    let mut socket = Caller::new(&emulator).simple("chat", &json!({})).await;
    socket.send("quiet").await;
    socket.send("text").await;
    assert_eq!(socket.text().await, "text");
    socket.send(Message::Binary(Bytes::from_static(b"bytes"))).await;
    assert_eq!(socket.binary().await, "bytes");
    socket.send("json").await;
    assert_eq!(socket.text().await, "[1]");
    socket.send("fail").await;
    assert_eq!(socket.closed().await, Some((1011, "The event failed.".to_owned())));
    handler.next().await;
    let first = handler.next().await;
    assert_eq!(first.head(), "POST /message");
    assert_eq!(first.header("ce-type"), Some("azure.webpubsub.user.message"));
    assert_eq!(first.header("ce-id"), Some("2"), "0 is kept for connect, 1 for connected");
}

#[tokio::test]
async fn a_reliable_client_keeps_its_events_over_a_recovery() {
    let (started, release) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
    let (seen, gate) = (Arc::clone(&started), Arc::clone(&release));
    let (names, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let builder = Emulator::builder().handler("chat", move |request| {
        let (seen, gate, names) = (Arc::clone(&seen), Arc::clone(&gate), names.clone());
        async move {
            let name = request.headers()["ce-eventname"].to_str().expect("text").to_owned();
            if name == "slow" {
                seen.notify_one();
                gate.notified().await;
            }
            let body = if name == "slow" { Bytes::from("done") } else { Bytes::new() };
            names.send(name).expect("a receiver");
            Response::builder().header("content-type", "text/plain").body(body).expect("valid")
        }
    });
    let emulator = builder.start().await.expect("started");
    let url = Caller::new(&emulator).client_url("chat", &json!({}));
    let mut socket = Socket::connect(&url, Some(RELIABLE)).await.expect("open");
    let connected = socket.json().await;
    let id = connected["connectionId"].as_str().expect("an id").to_owned();
    let token = connected["reconnectionToken"].as_str().expect("a token").to_owned();
    let slow = json!({"type": "event", "event": "slow", "data": 1, "ackId": 1});
    socket.send_json(&slow).await;
    started.notified().await;
    drop(socket);
    let base = url.split('?').next().expect("a path");
    let recovery = format!("{base}?awps_connection_id={id}&awps_reconnection_token={token}");
    let mut socket = Socket::connect(&recovery, Some(RELIABLE)).await.expect("open");
    release.notify_one();
    assert_eq!(socket.json().await["data"], "done");
    socket.send_json(&slow).await;
    assert_eq!(socket.json().await["error"]["name"], "Duplicate", "the event was handled once");
    assert_eq!(event(&mut socket, "after", "", 2).await.last(), Some(&success(2)));
    assert_eq!(Caller::new(&emulator).status("DELETE", &format!("/api/hubs/chat/connections/{id}")).await, 204);
    emulator.stop().await;
    let mut all = Vec::new();
    while let Some(name) = heard.recv().await {
        all.push(name);
    }
    assert_eq!(all, ["connect", "connected", "slow", "after", "disconnected"]);
}

/// The events of the transport before it, which wait for the handler, leave less room.
#[tokio::test]
async fn no_event_fails_because_others_wait_since_before_a_recovery() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let running = Arc::clone(&gate);
    let handler = EventHandler::in_process(move |_| {
        let running = Arc::clone(&running);
        async move {
            running.acquire().await.expect("open").forget();
            status(204)
        }
    });
    let emulator = Emulator::builder().event_handler("chat", handler).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
    let send = |ack: u64| json!({"type": "event", "event": "e", "data": 1, "ackId": ack});
    for ack in 0..16 {
        socket.send_json(&send(ack)).await;
    }
    let read = async |ack: u64| {
        let frame = send(ack).to_string();
        let is_it = |entry: &Entry| entry.kind == Kind::Received && entry.text() == frame;
        emulator.wait_for(Duration::from_secs(20), is_it).await.expect("read");
    };
    read(15).await;
    drop(socket);
    let mut socket = ann.recover(&caller).await;
    for ack in 16..32 {
        socket.send_json(&send(ack)).await;
    }
    read(18).await;
    gate.add_permits(100);
    for ack in 16..32 {
        assert_eq!(socket.json().await, success(ack));
    }
}

#[tokio::test]
async fn a_client_that_sends_faster_than_its_handler() {
    let running = Arc::new(tokio::sync::Semaphore::new(0));
    let gate = Arc::clone(&running);
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let handler = EventHandler::in_process(move |request: Request<Bytes>| {
        let (gate, sender) = (Arc::clone(&gate), sender.clone());
        async move {
            gate.acquire().await.expect("open").forget();
            sender.send(String::from_utf8_lossy(request.body()).into_owned()).expect("a receiver");
            status(204)
        }
    });
    let builder = Emulator::builder().event_handler("chat", handler).keep_alive(Duration::from_millis(200));
    let emulator = builder.start().await.expect("started");
    let (mut socket, _) = Caller::new(&emulator).json("chat", &json!({})).await;
    for number in 1..=100 {
        socket.send_json(&json!({"type": "event", "event": "e", "data": number, "ackId": number})).await;
    }
    // It is not read from while so many wait, but it is not dropped for its silence either: four pings arrive.
    for _ in 0..4 {
        use futures_util::StreamExt as _;
        assert!(matches!(socket.0.next().await, Some(Ok(Message::Ping(_)))));
    }
    running.add_permits(100);
    for number in 1..=100 {
        assert_eq!(socket.json().await, success(number));
        assert_eq!(heard.recv().await, Some(number.to_string()), "in order");
    }
}

//! Invalid bytes: they get a response or close the connection, and never cause a panic.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};

use common::Caller;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use webpubsub_emulator::Emulator;

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts panics, because tasks hide them.
fn watch_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICS.fetch_add(1, Ordering::SeqCst);
            usual(info);
        }));
    });
}

/// `count` values, the same in each run.
fn samples<S: Strategy>(count: usize, strategy: &S) -> Vec<S::Value> {
    let rng = proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

#[tokio::test]
async fn bytes_that_are_not_http() {
    watch_panics();
    let emulator = Emulator::start().await.expect("started");
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    let line = "(GET|POST|HEAD|PUT|DELETE|OPTIONS|FLY) [ -~é]{0,60} HTTP/1\\.[01]\r\n";
    let header = "(host|authorization|content-length|content-type|upgrade|expect|transfer-encoding): [ -~]{0,30}\r\n";
    let text = (line, proptest::collection::vec(header, 0..5))
        .prop_map(|(line, headers)| [line.into_bytes(), headers.concat().into_bytes(), b"\r\n{}".to_vec()].concat());
    for input in samples(400, &prop_oneof![bytes, text]) {
        let mut stream = TcpStream::connect(emulator.address()).await.expect("connected");
        // The emulator may close the connection at any time.
        let _ = stream.write_all(&input).await;
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    assert_eq!(Caller::new(&emulator).send("/api/hubs/chat/:send", "alive").await, 202);
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn paths_and_queries_of_any_kind() {
    watch_panics();
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let segment = prop_oneof![
        "(hubs|chat|groups|users|connections|permissions|sendToGroup|:send|:closeConnections|:addToGroups|%2F|\\.\\.)",
        "[a-z%.:*'()]{0,6}",
        "(%[0-9A-F]{2}){1,4}"
    ];
    let path = proptest::collection::vec(segment, 0..8).prop_map(|all| all.join("/"));
    let query = "((filter|top|excluded|api-version|targetName|reason|continuationToken)=[a-z0-9%'()+]{0,12}&){0,3}";
    let verb = prop_oneof![Just("GET"), Just("POST"), Just("PUT"), Just("DELETE"), Just("HEAD")];
    for (verb, path, query) in samples(600, &(verb, path, query)) {
        let Ok(path) = format!("/api/{path}?{query}").parse::<http::uri::PathAndQuery>() else { continue };
        let status = caller.status(verb, path.as_str()).await;
        assert!(status < 500, "{verb} {path}: {status}");
    }
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn bytes_that_are_not_frames() {
    watch_panics();
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for input in samples(200, &proptest::collection::vec(any::<u8>(), 1..200)) {
        let (mut socket, _) = caller.json("chat", &json!({})).await;
        let tokio_tungstenite::MaybeTlsStream::Plain(stream) = socket.0.get_mut() else { unreachable!() };
        let _ = stream.write_all(&input).await;
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    while caller.status("GET", "/api/hubs/chat/groups/g/connections").await != 200 {}
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
}

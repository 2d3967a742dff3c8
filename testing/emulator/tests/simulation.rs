//! Throttling and restarts.

mod common;

use std::time::Duration;

use common::Caller;
use serde_json::json;
use webpubsub_emulator::Emulator;

const SEND: &str = "/api/hubs/chat/:send";

#[tokio::test]
async fn every_nth_request_is_rejected_and_has_no_effect() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    emulator.throttle(3, Duration::from_millis(1001));
    for number in 1..=6 {
        let response = caller.call("POST", SEND, &[("content-type", "text/plain")], number.to_string()).await;
        let rejected = number % 3 == 0;
        assert_eq!(response.status, if rejected { 429 } else { 202 });
        assert_eq!(response.header("retry-after"), rejected.then_some("2"), "rounded up");
    }
    emulator.throttle(0, Duration::ZERO);
    assert_eq!((caller.send(SEND, "7").await, emulator.throttled_requests()), (202, 2));
    for expected in ["1", "2", "4", "5", "7"] {
        assert_eq!(socket.json().await["data"], expected);
    }
}

#[tokio::test]
async fn it_restarts_at_the_same_addresses() {
    let mut emulator = Emulator::builder().tls(true).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let addresses = |emulator: &Emulator| {
        (emulator.connection_string().to_owned(), emulator.https_connection_string().map(str::to_owned))
    };
    let (before, pem) = (addresses(&emulator), emulator.certificate_pem().map(str::to_owned));
    for _ in 0..3 {
        let (mut socket, _) = caller.json("chat", &json!({"sub": "ann"})).await;
        emulator.restart(Duration::ZERO).await.expect("restarted");
        assert_eq!(socket.closed().await, None, "no close frame");
        assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ann").await, 404, "the hub is empty");
        assert_eq!((addresses(&emulator), emulator.certificate_pem()), (before.clone(), pem.as_deref()));
    }
    let address = emulator.address();
    emulator.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

//! The exit codes.

use crate::support::{Ran, Service, bare, in_time, run};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

const SEND: [&str; 3] = ["send-to-all", "--text", "hi"];
const QUERY: [&str; 2] = ["user-exists", "ann"];

/// Runs against an endpoint with a key.
async fn at(endpoint: &str, key: &str, arguments: &[&str]) -> Ran {
    let mut command = bare(arguments);
    command.env("WEBPUBSUB_ENDPOINT", endpoint).env("WEBPUBSUB_ACCESS_KEY", key).env("WEBPUBSUB_HUB", "chat");
    run(command).await
}

#[tokio::test]
async fn rejected_by_the_service() {
    let service = Service::start().await;
    let endpoint = service.emulator.endpoint();
    at(endpoint, "wrong", &SEND).await.fails(1, "401");
    let query = at(endpoint, "wrong", &QUERY).await;
    query.fails(2, "401");
    assert_eq!(query.stdout, "", "an error is neither true nor false");

    let json = at(endpoint, "wrong", &[&SEND[..], &["-ojson"]].concat()).await;
    assert_eq!((json.code, &*json.stdout), (1, ""));
    let raised = &serde_json::from_str::<Value>(&json.stderr).expect("JSON")["raised"];
    assert_eq!((&raised["type"], &raised["status"]), (&"ServiceError".into(), &401.into()));
}

#[tokio::test]
async fn wrong_use() {
    let service = Service::start().await;
    for (arguments, text) in [
        (&[][..], "Usage"),
        (&["fly"], "fly"),
        (&["send-to-group", "--text", "hi"], "GROUP"),
        (&["send-to-group", "..", "--text", "hi"], "would address the whole hub"),
        (&["send-to-all", "--text", "hi", "--ttl", "301"], "--ttl: must be 0 to 300, is 301"),
        (&["send-to-all", "--text", "hi", "--hub", "1"], "hub:"),
        (&["send-to-all", "--text", "hi", "--timeout", "0"], "above 0"),
        (&["token", "--minutes", "0"], "minutes"),
        (&["close-all-connections"], "--yes"),
        (&["close-all"], "--yes"),
        (&["health", "--connection-string", "Endpoint=http://h;AccessKey="], "AccessKey is empty"),
        (&["user-exists", "ann", "--connection-string", "Endpoint=http://h"], "--connection-string: has no AccessKey"),
    ] {
        service.run(arguments).await.fails(2, text);
    }
    run(bare(&SEND)).await.fails(2, "credential: is missing");
    let mut no_hub = bare(&SEND);
    no_hub.env("WEBPUBSUB_CONNECTION_STRING", service.emulator.connection_string());
    run(no_hub).await.fails(2, "hub: is missing");
    run(bare(&["health"])).await.fails(2, "endpoint: is missing");
}

#[tokio::test]
async fn not_reached() {
    // Bound and not listening: no other process can take the port meanwhile.
    let socket = tokio::net::TcpSocket::new_v4().expect("socket");
    socket.bind("127.0.0.1:0".parse().expect("address")).expect("bound");
    let endpoint = format!("http://{}", socket.local_addr().expect("address"));
    for arguments in [&SEND[..], &QUERY, &["health"], &["watch"]] {
        let ran = at(&endpoint, "key", &[arguments, &["--retry", "never"]].concat()).await;
        ran.fails(3, "not");
        // The causes are there, each once.
        assert_eq!(ran.stderr.to_lowercase().matches("connection refused").count(), 1, "{ran:?}");
    }
}

#[tokio::test]
async fn unknown_outcome() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let endpoint = format!("http://{}", listener.local_addr().expect("address"));
    let drop_each = tokio::spawn(async move {
        let mut dropped = 0;
        loop {
            let (mut connection, _) = listener.accept().await.expect("a connection");
            // Read a little first, so that the service has received it.
            let _ = connection.read(&mut [0; 16]).await;
            dropped += 1;
            if dropped == 2 {
                return;
            }
        }
    });
    let send = at(&endpoint, "key", &SEND).await;
    send.fails(4, "may have been accepted");
    at(&endpoint, "key", &[&QUERY[..], &["--retry", "never"]].concat()).await.fails(3, "broke before a response");
    in_time(drop_each).await.expect("two requests");
}

#[tokio::test]
async fn a_timeout_has_an_unknown_outcome() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let endpoint = format!("http://{}", listener.local_addr().expect("address"));
    let silent = at(&endpoint, "key", &[&SEND[..], &["--timeout", "0.2"]].concat()).await;
    silent.fails(4, "no response within the timeout");
    let attempt = ["--attempt-timeout", "0.2", "--retry", "never"];
    at(&endpoint, "key", &[&QUERY[..], &attempt].concat()).await.fails(3, "no response within the timeout");
}

#[tokio::test]
async fn arguments_take_precedence_over_the_environment() {
    let service = Service::start().await;
    let key = service.emulator.access_key();
    // The environment's key must not sign for the argument's endpoint, nor the other way round.
    let elsewhere = ["health", "--endpoint", "http://127.0.0.1:9", "--retry", "never"];
    service.run(&elsewhere).await.fails(3, "127.0.0.1:9");
    service
        .run(&[&SEND[..], &["--endpoint", service.emulator.endpoint()]].concat())
        .await
        .fails(2, "credential: is missing");
    let named = ["--endpoint", service.emulator.endpoint(), "--access-key", key, "--hub", "other"];
    service.run(&[&SEND[..], &named].concat()).await.ok();
    let one = ["--connection-string", service.emulator.connection_string()];
    for other in [["--access-key", key], ["--bearer-token-file", "/nowhere"], ["--endpoint", "http://127.0.0.1:9"]] {
        let before_and_after = [&other[..], &SEND, &one].concat();
        for arguments in [[&SEND[..], &one, &other].concat(), before_and_after] {
            service.run(&arguments).await.fails(2, &format!("--connection-string: cannot be used with {}", other[0]));
        }
    }
}

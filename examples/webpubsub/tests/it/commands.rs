//! Sends, closes, queries, health and raw requests: each subcommand once.

use crate::support::Service;
use serde_json::{Value, json};
use webpubsub_hyper::ClientAccess;

#[tokio::test]
async fn sends_arrive_where_they_are_addressed() {
    let service = Service::start().await;
    let mut ann = service.client(&ClientAccess::new().user_id("ann").group("lobby")).await;
    let id = ann.id.clone();
    for arguments in [
        &["send-to-all", "--text", "hi"][..],
        &["send-to-group", "lobby", "--text", "hi", "--excluded", "other"],
        &["send-to-user", "ann", "--text", "hi", "--filter", "userId eq 'ann'"],
        &["send-to-connection", &id, "--text", "hi", "--ttl", "60"],
    ] {
        assert_eq!(service.run(arguments).await.ok(), "", "{arguments:?}");
        assert_eq!(ann.message().await, ("text".into(), json!("hi")), "{arguments:?}");
    }
}

#[tokio::test]
async fn options_of_a_send_arrive() {
    let service = Service::start().await;
    let (mut ann, mut ben) = (service.ann().await, service.client(&ClientAccess::new().user_id("ben")).await);
    service.run(&["send-to-all", "--text", "not ann", "--excluded", &ann.id]).await.ok();
    service.run(&["send-to-all", "--text", "not ben", "--filter", "userId ne 'ben'"]).await.ok();
    service.run(&["send-to-all", "--text", "all", "--metadata", "tone=a=b"]).await.ok();
    assert_eq!(ben.message().await.1, "not ann");
    assert_eq!(ann.message().await.1, "not ben");
    for client in [&mut ann, &mut ben] {
        let envelope = client.next().await;
        assert_eq!((&envelope["data"], &envelope["metadata"]), (&json!("all"), &json!({"tone": "a=b"})));
    }
}

#[tokio::test]
async fn closes_give_the_reason() {
    let service = Service::start().await;
    for arguments in [
        &["close-all-connections", "--yes", "--reason", "why"][..],
        &["close-all", "-y", "--reason", "why"],
        &["close-group-connections", "lobby", "--reason", "why"],
        &["close-user-connections", "ann", "--reason", "why"],
        &["close-connection", "ID", "--reason", "why"],
    ] {
        let mut ann = service.client(&ClientAccess::new().user_id("ann").group("lobby")).await;
        let id = ann.id.clone();
        let arguments: Vec<&str> = arguments.iter().map(|word| if *word == "ID" { &*id } else { word }).collect();
        assert_eq!(service.run(&arguments).await.ok(), "", "{arguments:?}");
        assert!(ann.close_reason().await.ends_with("why"), "{arguments:?}");
    }
}

#[tokio::test]
async fn closes_leave_excluded_connections_open() {
    let service = Service::start().await;
    let (mut ann, mut other) = (service.ann().await, service.ann().await);
    service.run(&["close-user-connections", "ann", "--excluded", &ann.id]).await.ok();
    other.close_reason().await;
    service.run(&["send-to-connection", &ann.id, "--text", "still here"]).await.ok();
    assert_eq!(ann.message().await.1, "still here");
}

#[tokio::test]
async fn queries_have_the_exit_codes_of_grep() {
    let service = Service::start().await;
    let ann = service.client(&ClientAccess::new().user_id("ann").group("lobby")).await;
    for (query, existing) in [("connection-exists", &*ann.id), ("group-exists", "lobby"), ("user-exists", "ann")] {
        assert_eq!(service.run(&[query, existing]).await.ok(), "true\n");
        assert_eq!(service.run(&[query, existing, "-ojson"]).await.ok(), "true\n");
        let missing = service.run(&[query, "missing"]).await;
        assert_eq!((missing.code, &*missing.stdout, &*missing.stderr), (1, "false\n", ""), "{query}");
    }
}

#[tokio::test]
async fn health_needs_an_endpoint_only() {
    let service = Service::start().await;
    assert_eq!(service.run(&["health"]).await.ok(), "");
    let bare = crate::support::bare(&["health", "--endpoint", service.emulator.endpoint(), "-ojson"]);
    assert_eq!(crate::support::run(bare).await.ok(), "null\n");
}

#[tokio::test]
async fn raw_requests() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    let path = "/api/hubs/chat/:send";
    service.run(&["request", "POST", path, "--query", "filter=userId eq 'ann'", "--text", "hi"]).await.ok();
    assert_eq!(ann.message().await.1, "hi");

    let path = "/api/hubs/chat/groups/lobby/connections";
    let listed = service.run(&["request", "GET", path]).await.ok();
    assert_eq!(serde_json::from_str::<Value>(&listed).expect("JSON")["value"], json!([]));

    let missing = service.run(&["request", "GET", "/api/hubs/chat/nowhere", "-ojson"]).await;
    assert_eq!(missing.code, 1, "{missing:?}");
    assert_eq!(serde_json::from_str::<Value>(&missing.stdout).expect("JSON")["status"], 404);
}

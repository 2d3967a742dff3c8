//! Recorded calls, and the defaults they rely on.

use crate::support::{bare, feed};
use serde_json::{Value, json};

/// Calls as they were recorded with the official SDKs, none of which may reach anybody.
#[tokio::test]
async fn what_is_refused_before_it_is_sent() {
    let calls = [
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}, "message_ttl_seconds": 301}, "client": {"kind": "key"}}),
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}, "message_ttl_seconds": -1}, "client": {"kind": "key"}}),
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}}, "client": {"kind": "key", "hub": "a/b"}}),
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}}, "client": {"kind": "key", "key": ""}}),
        json!({"op": "send_to_group", "args": {"group": "..", "message": {"text": "x"}}, "client": {"kind": "key"}}),
        json!({"op": "group_exists", "args": {"group": "  "}, "client": {"kind": "key"}}),
        json!({"op": "user_exists", "args": {"user_id": ""}, "client": {"kind": "key"}}),
        json!({"op": "user_exists", "args": {"user_id": "u1"}, "client": {"kind": "aad", "endpoint": "http://127.0.0.1:28471"}}),
        json!({"op": "list_connections", "args": {"group": "g1", "maxpagesize": 201}, "client": {"kind": "key"}}),
        json!({"op": "get_client_access_token", "args": {"minutes_to_expire": -5}, "client": {"kind": "key"}}),
        json!({"op": "get_client_access_token", "args": {"client_protocol": "bogus"}, "client": {"kind": "key"}}),
        json!({"op": "parse_connection_string", "args": {"connection_string": "Endpoint=https://h;AccessKey="}, "client": {"kind": "key"}}),
    ];
    for (call, result) in calls.iter().zip(results(&calls).await) {
        let raised = &result["raised"];
        assert_eq!((&raised["type"], &raised["sent"]), (&"BuildError".into(), &false.into()), "{call}: {result}");
    }
}

#[tokio::test]
async fn the_recordings_own_defaults() {
    let calls = [
        json!({"op": "get_client_access_token", "args": {}, "client": {"kind": "key"}}),
        json!({"op": "get_client_access_token", "args": {"user_id": "u"}, "client": {"kind": "key", "endpoint": "https://Example.webpubsub.azure.com:443", "log": "default"}}),
        json!({"op": "get_client_access_token", "args": {"user_id": "u1"}, "client": {"kind": "key", "reverse_proxy_endpoint": "http://127.0.0.1:28473"}}),
    ];
    let results = results(&calls).await;
    let base = |index: usize| results[index]["returned"]["baseUrl"].clone();
    assert_eq!(base(0), "ws://127.0.0.1:28471/client/hubs/chat");
    assert_eq!(base(1), "wss://example.webpubsub.azure.com/client/hubs/chat");
    assert_eq!(base(2), "ws://127.0.0.1:28471/client/hubs/chat");
}

/// All that was recorded, sent to where nobody listens.
#[tokio::test]
async fn every_recorded_call_is_understood() {
    let socket = tokio::net::TcpSocket::new_v4().expect("socket");
    socket.bind("127.0.0.1:0".parse().expect("address")).expect("bound");
    let endpoint = format!("http://{}", socket.local_addr().expect("address"));
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testing/vectors/data/python-latest.jsonl");
    let recorded = std::fs::read_to_string(data).expect("recorded calls");
    let records = recorded.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let calls: Vec<Value> = records
        .map(|mut record| {
            let mut call = record["call"].take();
            call["client"]["endpoint"] = endpoint.as_str().into();
            if call["client"]["kind"] == "aad" {
                (call["client"]["token"], call["client"]["allow_insecure"]) = ("tok".into(), true.into());
            }
            if let Some(client) = call["client"].as_object_mut() {
                client.remove("reverse_proxy_endpoint");
            }
            call
        })
        .collect();
    let results = results_of(bare(&["batch", "--retry", "never"]), &calls).await;
    assert!(calls.len() > 200 && results.len() == calls.len());
    for (call, result) in calls.iter().zip(results) {
        let text = result["raised"]["message"].as_str().unwrap_or_default();
        for unknown in ["is not known here", "is no operation", "belongs to kind", "must have one of"] {
            assert!(!text.contains(unknown), "{call}: {result}");
        }
        let sent = &result["raised"]["sent"];
        assert!(result.get("returned").is_some() || sent == false, "{call}: {result}");
    }
}

async fn results(calls: &[Value]) -> Vec<Value> {
    results_of(bare(&["batch"]), calls).await
}

async fn results_of(tool: tokio::process::Command, calls: &[Value]) -> Vec<Value> {
    let input = calls.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let output = feed(tool, input.as_bytes()).await.ok();
    output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

//! Calls as they were recorded with the official SDKs. A recording leaves out its recorder's address, key and hub; here
//! each line names them.

use crate::support::{bare, feed};
use serde_json::{Value, json};

/// The endpoint, key and hub of the recordings.
const ENDPOINT: &str = "http://127.0.0.1:28471";
const KEY: &str = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";
const HUB: &str = "chat";

/// None of these may be sent.
#[tokio::test]
async fn rejected_before_anything_is_sent() {
    let calls = [
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}, "message_ttl_seconds": 301}, "client": {"kind": "key"}}),
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}, "message_ttl_seconds": -1}, "client": {"kind": "key"}}),
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}}, "client": {"kind": "key", "hub": "a/b"}}),
        json!({"op": "send_to_all", "args": {"message": {"text": "x"}}, "client": {"kind": "key", "key": ""}}),
        json!({"op": "send_to_group", "args": {"group": "..", "message": {"text": "x"}}, "client": {"kind": "key"}}),
        json!({"op": "group_exists", "args": {"group": "  "}, "client": {"kind": "key"}}),
        json!({"op": "user_exists", "args": {"user_id": ""}, "client": {"kind": "key"}}),
        json!({"op": "user_exists", "args": {"user_id": "u1"}, "client": {"kind": "aad"}}),
        json!({"op": "user_exists", "args": {"user_id": "u1"}, "client": {"kind": "aad", "token": "tok"}}),
        json!({"op": "list_connections", "args": {"group": "g1", "maxpagesize": 201}, "client": {"kind": "key"}}),
        json!({"op": "get_client_access_token", "args": {"minutes_to_expire": -5}, "client": {"kind": "key"}}),
        json!({"op": "get_client_access_token", "args": {"client_protocol": "bogus"}, "client": {"kind": "key"}}),
        json!({"op": "parse_connection_string", "args": {"connection_string": "Endpoint=https://h;AccessKey="}, "client": {"kind": "key"}}),
    ]
    .map(|call| explicit(call, ENDPOINT));
    for (call, result) in calls.iter().zip(results(&["batch"], &calls, 2).await) {
        let raised = &result["raised"];
        assert_eq!((&raised["type"], &raised["sent"]), (&"BuildError".into(), &false.into()), "{call}: {result}");
        let text = raised["message"].as_str().unwrap_or_default();
        for unset in ["endpoint: is missing", "hub: is missing", "credential: is missing"] {
            assert!(!text.contains(unset), "another reason than the recorded one: {call}: {result}");
        }
    }
}

#[tokio::test]
async fn urls_of_clients_name_the_service() {
    let calls = [
        json!({"op": "get_client_access_token", "args": {}, "client": {"kind": "key"}}),
        json!({"op": "get_client_access_token", "args": {"user_id": "u"}, "client": {"kind": "key", "endpoint": "https://Example.webpubsub.azure.com:443"}}),
        json!({"op": "get_client_access_token", "args": {"user_id": "u1"}, "client": {"kind": "key", "reverse_proxy_endpoint": "http://127.0.0.1:28473"}}),
    ]
    .map(|call| explicit(call, ENDPOINT));
    let results = results(&["batch"], &calls, 0).await;
    let base = |index: usize| results[index]["returned"]["baseUrl"].clone();
    assert_eq!(base(0), "ws://127.0.0.1:28471/client/hubs/chat");
    assert_eq!(base(1), "wss://example.webpubsub.azure.com/client/hubs/chat");
    assert_eq!(base(2), "ws://127.0.0.1:28471/client/hubs/chat");
}

/// All recorded calls, sent to an endpoint without a listener.
#[tokio::test]
async fn every_recorded_call_is_understood() {
    let socket = tokio::net::TcpSocket::new_v4().expect("socket");
    socket.bind("127.0.0.1:0".parse().expect("address")).expect("bound");
    let endpoint = format!("http://{}", socket.local_addr().expect("address"));
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testing/vectors/data/python-latest.jsonl");
    let recorded = std::fs::read_to_string(data).expect("recorded calls");
    let records = recorded.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let calls: Vec<Value> = records.map(|mut record| redirected(record["call"].take(), &endpoint)).collect();
    let results = results(&["batch", "--retry", "never", "--max-unreached", "0"], &calls, 3).await;
    assert!(calls.len() > 200 && results.len() == calls.len());
    for (call, result) in calls.iter().zip(results) {
        let text = result["raised"]["message"].as_str().unwrap_or_default();
        for unknown in ["is not a known", "belongs to kind", "must have one of", "is missing: use"] {
            assert!(!text.contains(unknown), "{call}: {result}");
        }
        let sent = &result["raised"]["sent"];
        assert!(result.get("returned").is_some() || sent == false, "{call}: {result}");
    }
}

/// The call with the endpoint, key and hub that it leaves out.
fn explicit(mut call: Value, endpoint: &str) -> Value {
    let client = call["client"].as_object_mut().expect("a client");
    client.entry("endpoint").or_insert_with(|| endpoint.into());
    client.entry("hub").or_insert_with(|| HUB.into());
    if client["kind"] == "key" {
        client.entry("key").or_insert_with(|| KEY.into());
    }
    call
}

/// The call to this endpoint, without the recorder's own settings: which log it keeps, and a credential that fails.
fn redirected(mut call: Value, endpoint: &str) -> Value {
    let client = call["client"].as_object_mut().expect("a client");
    client.remove("endpoint");
    client.remove("reverse_proxy_endpoint");
    client.remove("log");
    let has_token = client.remove("token_fails").is_none();
    if client["kind"] == "aad" && has_token {
        client.insert("token".into(), "tok".into());
        client.insert("allow_insecure".into(), true.into());
    }
    explicit(call, endpoint)
}

async fn results(arguments: &[&str], calls: &[Value], code: i32) -> Vec<Value> {
    let input = calls.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let ran = feed(bare(arguments), input.as_bytes()).await;
    assert_eq!(ran.code, code, "{ran:?}");
    crate::batch::results(&ran.stdout)
}

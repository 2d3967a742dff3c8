//! `batch`: one result for each line, before the next one is read.

use crate::support::{Running, Service, feed};
use serde_json::{Value, json};
use webpubsub_hyper::ClientAccess;

/// Feeds the calls and reads the results; it ends with this code.
pub(crate) async fn batch(service: &Service, calls: &[Value], code: i32) -> Vec<Value> {
    let input = calls.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let ran = feed(service.tool(&["batch"]), input.as_bytes()).await;
    assert_eq!(ran.code, code, "{ran:?}");
    let results = results(&ran.stdout);
    assert_eq!(results.len(), calls.len(), "{ran:?}");
    results
}

/// The results of calls that were made one after the other, without the numbers of their lines.
pub(crate) fn results(stdout: &str) -> Vec<Value> {
    let mut last = 0;
    let results = stdout.lines().map(|line| {
        let mut result: Value = serde_json::from_str(line).expect("JSON");
        let number = result.as_object_mut().expect("an object").remove("line").and_then(|line| line.as_u64());
        assert!(number > Some(last), "in order: {line}");
        last = number.unwrap_or_default();
        result
    });
    results.collect()
}

#[tokio::test]
async fn each_operation() {
    let service = Service::start().await;
    let mut ann = service.client(&ClientAccess::new().user_id("ann").group("lobby")).await;
    let id = &ann.id.clone();
    let message = json!({"text": "hi"});
    let target = json!({"permission": "sendToGroup", "connection_id": id, "target_name": "lobby"});
    let missing = json!({"op": "user_exists", "args": {"user_id": "missing"}, "client": {"kind": "key"}});
    let calls = [
        ("send_to_all", json!({"message": message, "excluded": ["x"], "filter": "userId eq 'ann'"}), Value::Null),
        ("send_to_group", json!({"group": "lobby", "message": message, "message_ttl_seconds": 60}), Value::Null),
        ("send_to_user", json!({"user_id": "ann", "message": message}), Value::Null),
        ("send_to_connection", json!({"connection_id": id, "message": message, "metadata": {"a": "b"}}), Value::Null),
        ("connection_exists", json!({"connection_id": id}), json!(true)),
        ("group_exists", json!({"group": "nowhere"}), json!(false)),
        ("user_exists", json!({"user_id": "ann"}), json!(true)),
        ("add_connection_to_group", json!({"group": "g", "connection_id": id}), Value::Null),
        ("list_connections", json!({"group": "g"}), json!([{"connectionId": id, "userId": "ann"}])),
        ("remove_connection_from_group", json!({"group": "g", "connection_id": id}), Value::Null),
        ("remove_connection_from_all_groups", json!({"connection_id": id}), Value::Null),
        ("list_connections", json!({"group": "lobby", "maxpagesize": 1, "top": 1}), json!([])),
        ("add_user_to_group", json!({"group": "g", "user_id": "ann"}), Value::Null),
        ("remove_user_from_group", json!({"group": "g", "user_id": "ann"}), Value::Null),
        ("remove_user_from_all_groups", json!({"user_id": "ann"}), Value::Null),
        ("add_connections_to_groups", json!({"groups": ["g"], "filter": "userId eq 'ann'"}), Value::Null),
        ("remove_connections_from_groups", json!({"groups": ["g"]}), Value::Null),
        ("grant_permission", target.clone(), Value::Null),
        ("has_permission", target.clone(), json!(true)),
        ("revoke_permission", target.clone(), Value::Null),
        ("has_permission", target, json!(false)),
        ("health", json!({}), Value::Null),
        ("close_connection", json!({"connection_id": "missing"}), Value::Null),
        ("close_user_connections", json!({"user_id": "missing", "excluded": ["x"]}), Value::Null),
        ("close_group_connections", json!({"group": "missing"}), Value::Null),
        ("close_all_connections", json!({"reason": "over"}), Value::Null),
    ];
    let mut lines: Vec<Value> = calls.iter().map(|(op, args, _)| json!({"op": op, "args": args})).collect();
    lines.push(missing);
    let results = batch(&service, &lines, 0).await;
    for ((op, _, returned), result) in calls.iter().zip(&results) {
        assert_eq!(result, &json!({"returned": returned}), "{op}");
    }
    assert_eq!(results.last(), Some(&json!({"returned": false})));
    for _ in 0..4 {
        assert_eq!(ann.message().await.1, "hi");
    }
    assert!(ann.close_reason().await.ends_with("over"));
}

#[tokio::test]
async fn tokens_connection_strings_and_raw_requests() {
    let service = Service::start().await;
    let connection_string = service.emulator.connection_string();
    let results = batch(
        &service,
        &[
            json!({"op": "get_client_access_token", "args": {"user_id": "ann", "client_protocol": "SocketIO"}}),
            json!({"op": "parse_connection_string", "args": {"connection_string": connection_string}}),
            json!({"op": "request", "args": {"method": "GET", "path": "/api/hubs/chat/nowhere"}}),
        ],
        1,
    )
    .await;
    let made = &results[0]["returned"];
    let (base, token) = (made["baseUrl"].as_str().expect("text"), made["token"].as_str().expect("text"));
    assert!(base.ends_with("/clients/socketio/hubs/chat"), "{base}");
    assert_eq!(made["url"], format!("{base}?access_token={token}"));
    assert_eq!(results[1], json!({"returned": {"endpoint": service.emulator.endpoint()}}));
    assert_eq!(results[2]["returned"]["status"], 404);
}

#[tokio::test]
async fn a_result_comes_before_the_next_line_is_read() {
    let service = Service::start().await;
    let mut running = Running::start(service.tool(&["batch"]));
    for (line, result) in [
        (r#"{"op": "group_exists", "args": {"group": "g"}}"#, json!({"line": 1, "returned": false})),
        (r#"{"op": "health", "id": "a"}"#, json!({"line": 2, "id": "a", "returned": null})),
    ] {
        running.write(line).await;
        assert_eq!(serde_json::from_str::<Value>(&running.line().await).expect("JSON"), result);
    }
    assert_eq!(running.code().await, 0);
}

/// Each result has the number of its line and the call's own id, also if the call is invalid.
#[tokio::test]
async fn lines_and_ids() {
    let service = Service::start().await;
    let lines = [
        r#"{"op": "health", "id": "order-7"}"#,
        "",
        r#"{"id": 1.50, "op": "health"}"#,
        r#"{"id": null, "op": "health"}"#,
        r#"{"id": "x", "op": "fly"}"#,
        r#"{"id": {}, "op": "health"}"#,
        r#"{"id": true, "op": "health"}"#,
    ];
    let ran = feed(service.tool(&["batch"]), lines.join("\n").as_bytes()).await;
    ran.fails(2, "webpubsub: 3 done, 3 failed; first: line 5\n");
    let beginnings = [
        r#"{"line":1,"id":"order-7","returned":null}"#,
        r#"{"line":3,"id":1.50,"returned":null}"#,
        r#"{"line":4,"returned":null}"#,
        r#"{"line":5,"id":"x","raised":{"#,
        r#"{"line":6,"raised":{"#,
        r#"{"line":7,"raised":{"#,
    ];
    assert_eq!(ran.stdout.lines().count(), beginnings.len(), "{ran:?}");
    for (line, beginning) in ran.stdout.lines().zip(beginnings) {
        assert!(line.starts_with(beginning), "{line}");
    }
}

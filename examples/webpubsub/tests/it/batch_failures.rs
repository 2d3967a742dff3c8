//! `batch`: invalid lines, failed calls, and what their results say.

use crate::batch::{batch, results};
use crate::support::{Server, Service, bare, feed};
use serde_json::{Value, json};

#[tokio::test]
async fn no_line_stops_it() {
    let service = Service::start().await;
    let input = b"nonsense\n\xff\n[]\n{\"op\": \"fly\"}\n{\"op\": 5}\n{\"args\": {}}\n\
        {\"op\": \"health\", \"args\": {\"x\": 1}}\n{\"op\": \"health\", \"op\": \"health\"}\n{\"op\": \"health\"}";
    let ran = feed(service.tool(&["batch"]), input).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    let results = results(&ran.stdout);
    let (last, rejected) = results.split_last().expect("results");
    assert_eq!((last, rejected.len()), (&json!({"returned": null}), 8));
    for result in rejected {
        let raised = &result["raised"];
        assert_eq!((&raised["type"], &raised["sent"]), (&"BuildError".into(), &false.into()), "{result}");
    }
}

#[tokio::test]
async fn a_misspelt_argument_sends_nothing() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    let results = batch(
        &service,
        &[
            json!({"op": "send_to_all", "args": {"message": {"text": "a"}, "exclude": [ann.id]}}),
            json!({"op": "send_to_user", "args": {"user_id": "ann", "message": {"text": "b"}, "excluded": [ann.id]}}),
            json!({"op": "send_to_all", "args": {"message": {"text": "c", "json": 1}}}),
            json!({"op": "send_to_group", "args": {"group": "..", "message": {"text": "d"}}}),
            json!({"op": "send_to_all", "args": {"message": {"text": "e"}}, "client": {"Hub": "other"}}),
            json!({"op": "send_to_all", "args": {"message": {"text": "last"}}}),
        ],
        2,
    )
    .await;
    for result in &results[..5] {
        assert_eq!(result["raised"]["sent"], false, "{result}");
    }
    assert_eq!(ann.message().await.1, "last");
}

#[tokio::test]
async fn failures_say_how_far_the_request_got() {
    let service = Service::start().await;
    let exists = |client: Value| json!({"op": "user_exists", "args": {"user_id": "ann"}, "client": client});
    let results = batch(
        &service,
        &[
            exists(json!({"key": "wrong"})),
            exists(json!({"endpoint": "http://127.0.0.1:9"})),
            exists(json!({"kind": "aad", "token": "tok"})),
            exists(json!({"kind": "aad", "token": "tok", "allow_insecure": true})),
            exists(json!({"kind": "aad"})),
            exists(json!({"hub": "1hub"})),
            exists(json!({"request_id": "two words"})),
        ],
        3,
    )
    .await;
    let raised: Vec<_> = results.iter().map(|result| &result["raised"]).collect();
    for (raised, kind, status, sent) in [
        (raised[0], "ServiceError", json!(401), true),
        (raised[1], "TransportError", Value::Null, false),
        (raised[2], "BuildError", Value::Null, false),
        (raised[3], "ServiceError", json!(401), true),
        (raised[4], "BuildError", Value::Null, false),
        (raised[5], "BuildError", Value::Null, false),
        (raised[6], "BuildError", Value::Null, false),
    ] {
        assert_eq!((&raised["type"], &raised["status"], &raised["sent"]), (&kind.into(), &status, &sent.into()));
        assert_eq!(raised["mayHaveTakenEffect"], false, "{raised}");
    }
}

/// Neither the line nor the command line nor the environment gives them.
#[tokio::test]
async fn a_line_without_endpoint_hub_or_credential_is_wrong_use() {
    let service = Service::start().await;
    let client = json!({"endpoint": service.emulator.endpoint(), "hub": "chat", "key": service.emulator.access_key()});
    let calls = ["", "endpoint", "hub", "key"].map(|without| {
        let mut client = client.clone();
        client.as_object_mut().expect("an object").remove(without);
        json!({"op": "user_exists", "args": {"user_id": "ann"}, "client": client}).to_string()
    });
    let ran = feed(bare(&["batch"]), calls.join("\n").as_bytes()).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    let results = results(&ran.stdout);
    assert_eq!((&results[0], results.len()), (&json!({"returned": false}), 4));
    for (result, missing) in results[1..].iter().zip(["endpoint", "hub", "credential"]) {
        let raised = &result["raised"];
        let text = raised["message"].as_str().expect("text");
        assert!(text.starts_with(&format!("{missing}: is missing: use ")), "{raised}");
        assert_eq!((&raised["type"], &raised["sent"]), (&"BuildError".into(), &false.into()), "{raised}");
    }
}

#[tokio::test]
async fn the_command_lines_token_stays_at_its_endpoint() {
    let mut tool = bare(&["batch", "--endpoint", "https://127.0.0.1:9", "--hub", "chat"]);
    tool.env("WEBPUBSUB_BEARER_TOKEN", "tok");
    let client = json!({"kind": "aad", "endpoint": "https://127.0.0.1:10"});
    let call = json!({"op": "user_exists", "args": {"user_id": "ann"}, "client": client});
    let ran = feed(tool, call.to_string().as_bytes()).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    let result = &results(&ran.stdout)[0];
    assert!(result["raised"]["message"].as_str().expect("text").starts_with("bearer token: is missing"), "{result}");
}

/// What may have taken effect comes first, then what was not received, then what was rejected.
#[tokio::test]
async fn the_exit_code_is_that_of_the_worst_line() {
    let send = r#"{"op": "send_to_all", "args": {"message": {"text": "hi"}}}"#;
    let read = r#"{"op": "group_exists", "args": {"group": "g"}}"#;
    let raw = r#"{"op": "request", "args": {"method": "POST", "path": "/x"}}"#;
    let unreached = r#"{"op": "health", "client": {"endpoint": "http://127.0.0.1:9"}}"#;
    let invalid = r#"{"op": "fly"}"#;
    for (lines, responses, code) in [
        (&[read, read][..], &[(200, ""), (404, "")][..], 0),
        (&[invalid], &[], 2),
        (&[read, invalid], &[(200, "")], 2),
        (&[invalid, send], &[(400, "")], 1),
        (&[raw, invalid], &[(404, "")], 1),
        (&[raw, read], &[(307, ""), (200, "")], 1),
        (&[unreached, send], &[(400, "")], 3),
        (&[invalid, unreached, read], &[(200, "")], 3),
        (&[send, unreached, read], &[(0, ""), (200, "")], 4),
        (&[raw, read], &[(500, ""), (200, "")], 4),
        (&[send, invalid], &[(500, "")], 4),
    ] {
        let server = Server::start(responses).await;
        let ran = feed(server.tool(&["batch", "--retry", "never"]), lines.join("\n").as_bytes()).await;
        assert_eq!(ran.code, code, "{lines:?}: {ran:?}");
        assert_eq!(results(&ran.stdout).len(), lines.len(), "{ran:?}");
        server.heads().await;
    }
}

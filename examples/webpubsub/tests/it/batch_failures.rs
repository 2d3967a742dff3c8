//! `batch`: what a line can get wrong, and what is said about it.

use crate::batch::batch;
use crate::support::{Service, bare, feed};
use serde_json::{Value, json};

#[tokio::test]
async fn no_line_stops_it() {
    let service = Service::start().await;
    let input = b"\nnonsense\n\xff\n[]\n{\"op\": \"fly\"}\n{\"op\": 5}\n{\"args\": {}}\n\
        {\"op\": \"health\", \"args\": {\"x\": 1}}\n{\"op\": \"health\", \"op\": \"health\"}\n{\"op\": \"health\"}";
    let ran = feed(service.tool(&["batch"]), input).await;
    let results: Vec<Value> = ran.ok().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (last, refused) = results.split_last().expect("results");
    assert_eq!((last, refused.len()), (&json!({"returned": null}), 9));
    for result in refused {
        let raised = &result["raised"];
        assert_eq!((&raised["type"], &raised["sent"]), (&"BuildError".into(), &false.into()), "{result}");
    }
}

#[tokio::test]
async fn a_misspelt_argument_sends_to_nobody() {
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
    )
    .await;
    for result in &results[..5] {
        assert_eq!(result["raised"]["sent"], false, "{result}");
    }
    assert_eq!(ann.message().await.1, "last");
}

#[tokio::test]
async fn failures_say_how_far_they_came() {
    let service = Service::start().await;
    let exists = |client: Value| json!({"op": "user_exists", "args": {"user_id": "ann"}, "client": client});
    let results = batch(
        &service,
        &[
            exists(json!({"key": "wrong"})),
            exists(json!({"endpoint": "http://127.0.0.1:9"})),
            exists(json!({"kind": "aad", "token": "tok"})),
            exists(json!({"kind": "aad", "token": "tok", "allow_insecure": true})),
            exists(json!({"kind": "aad", "token_fails": true})),
            exists(json!({"hub": "1hub"})),
            exists(json!({"request_id": "two words"})),
        ],
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

#[tokio::test]
async fn the_command_lines_token_stays_at_its_endpoint() {
    let mut tool = bare(&["batch", "--endpoint", "https://127.0.0.1:9", "--hub", "chat"]);
    tool.env("WEBPUBSUB_BEARER_TOKEN", "tok");
    let call = json!({"op": "health", "client": {"kind": "aad", "endpoint": "https://127.0.0.1:10"}});
    let result: Value = serde_json::from_str(&feed(tool, call.to_string().as_bytes()).await.ok()).expect("JSON");
    assert!(result["raised"]["message"].as_str().expect("text").starts_with("bearer token: is missing"), "{result}");
}

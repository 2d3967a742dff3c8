//! The output of `watch`, and its exit codes.

use crate::support::{Running, Service};
use serde_json::Value;

#[tokio::test]
async fn a_json_client_prints_envelopes() {
    let service = Service::start().await;
    let mut watch = Running::start(service.tool(&["watch", "--user", "ann", "--group", "lobby", "--count", "2"]));
    let notice = watch.notice().await;
    let id = notice.strip_prefix("webpubsub: connected as ").expect("an id");
    service.run(&["send-to-connection", id, "--json", "{\n\"a\": 1.50}"]).await.ok();
    assert!(watch.line().await.contains("{ \"a\": 1.50}"), "in one line, otherwise unchanged");
    service.run(&["send-to-group", "lobby", "--text", "two\nlines"]).await.ok();
    let envelope: Value = serde_json::from_str(&watch.line().await).expect("JSON");
    assert_eq!((&envelope["data"], &envelope["group"]), (&"two\nlines".into(), &"lobby".into()));
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn a_simple_client_prints_what_was_sent() {
    let service = Service::start().await;
    let mut watch = Running::start(service.tool(&["watch", "--client", "simple", "--count", "2"]));
    assert_eq!(watch.notice().await, "webpubsub: connected");
    service.run(&["send-to-all", "--text", "two\nlines\u{1b}[2J"]).await.ok();
    assert_eq!(watch.line().await, "two\\nlines\\u{1b}[2J");
    service.run(&["send-to-all", "--json", "{\"a\": 1}"]).await.ok();
    assert_eq!(watch.line().await, "{\"a\": 1}");
    assert_eq!(watch.code().await, 0);

    let mut watch = Running::start(service.tool(&["watch", "--client", "simple", "--count", "1", "-ojson"]));
    watch.notice().await;
    service.run(&["send-to-all", "--text", "a\nb"]).await.ok();
    assert_eq!(watch.line().await, r#"{"data":"a\nb","dataType":"text"}"#);
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn being_closed_ends_it() {
    let service = Service::start().await;
    let mut watch = Running::start(service.tool(&["watch", "--user", "ann"]));
    watch.notice().await;
    service.run(&["close-user-connections", "ann", "--reason", "enough"]).await.ok();
    let notice = watch.notice().await;
    assert!(notice.starts_with("webpubsub: disconnected: ") && notice.ends_with("enough"), "{notice}");
    assert!(watch.notice().await.contains("closed by the service"));
    assert_eq!(watch.code().await, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_is_success() {
    let service = Service::start().await;
    let mut watch = Running::start(service.tool(&["watch", "--user", "ann"]));
    watch.notice().await;
    let id = watch.child.id().expect("running").to_string();
    let killed = tokio::process::Command::new("kill").args(["-INT", &id]).status().await.expect("kill runs");
    assert!(killed.success());
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn a_wrong_key_is_rejected() {
    let service = Service::start().await;
    let connection = format!("Endpoint={};AccessKey=wrong", service.emulator.endpoint());
    let mut tool = service.tool(&["watch"]);
    tool.env("WEBPUBSUB_CONNECTION_STRING", connection);
    crate::support::run(tool).await.fails(1, "401");
}

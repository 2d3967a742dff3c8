//! The output of `watch`, and its exit codes.

use crate::support::{Running, Service, signal};
use rustix::process::Signal;
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
async fn a_simple_client_prints_objects() {
    let service = Service::start().await;
    for more in [&[][..], &["-o", "json"]] {
        let arguments = [&["watch", "--client", "simple", "--count", "3"], more].concat();
        let mut watch = Running::start(service.tool(&arguments));
        assert_eq!(watch.notice().await, "webpubsub: connected");
        service.run(&["send-to-all", "two\nlines\u{1b}[2J\u{9b}"]).await.ok();
        assert_eq!(watch.line().await, r#"{"data":"two\nlines\u001b[2J\u009b","dataType":"text"}"#);
        service.run(&["send-to-all", "--json", "{\"a\": 1}"]).await.ok();
        assert_eq!(watch.line().await, r#"{"data":"{\"a\": 1}","dataType":"text"}"#);
        crate::support::feed(service.tool(&["send-to-all", "-", "--kind", "binary"]), &[0, 255]).await.ok();
        assert_eq!(watch.line().await, r#"{"data":"AP8=","dataType":"binary"}"#);
        assert_eq!(watch.code().await, 0);
    }
}

#[tokio::test]
async fn only_what_the_filters_let_through_is_printed_and_counted() {
    let service = Service::start().await;
    let arguments = ["watch", "--group", "a", "--group", "b", "--group", "c", "--count", "2"];
    let filters = ["--filter", "group=a", "--filter", "group=b", "--filter", "kind=json"];
    let mut watch = Running::start(service.tool(&[&arguments[..], &filters].concat()));
    watch.notice().await;
    for (group, message) in [("a", "\"text\""), ("c", "[1]"), ("a", "[2]"), ("b", "[3]")] {
        let kind = if message.starts_with('[') { "--json" } else { "--text" };
        service.run(&["send", kind, message, "--to-group", group]).await.ok();
    }
    service.run(&["send", "--json", "[4]", "--to-all"]).await.ok();
    for (group, data) in [("a", 2), ("b", 3)] {
        let envelope: Value = serde_json::from_str(&watch.line().await).expect("JSON");
        assert_eq!((&envelope["group"], &envelope["data"]), (&group.into(), &serde_json::json!([data])));
    }
    assert_eq!(watch.code().await, 0);
    for (filter, text) in
        [("kind=xml", "text, json, binary or protobuf"), ("from=x", "must be kind="), ("x", "must be kind=")]
    {
        service.run(&["watch", "--filter", filter]).await.fails(2, text);
    }
    service.run(&["watch", "--client", "simple", "--filter", "user=ann"]).await.fails(2, "needs the JSON client");
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

#[tokio::test]
async fn an_interrupt_is_success() {
    let service = Service::start().await;
    for which in [Signal::INT, Signal::TERM] {
        let mut watch = Running::start(service.tool(&["watch", "--user", "ann"]));
        watch.notice().await;
        signal(&watch.child, which);
        assert_eq!(watch.code().await, 0);
    }
}

#[tokio::test]
async fn a_wrong_key_is_rejected() {
    let service = Service::start().await;
    let connection = format!("Endpoint={};AccessKey=wrong", service.emulator.endpoint());
    let mut tool = service.tool(&["watch"]);
    tool.env("WEBPUBSUB_CONNECTION_STRING", connection);
    crate::support::run(tool).await.fails(1, "401");
}

//! Errors name what the caller typed, not what the library calls it.

use crate::support::{Ran, bare, run};
use serde_json::Value;

const CONNECTION: &str = "Endpoint=http://127.0.0.1:9;AccessKey=HUSHHUSH";

async fn with(variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = bare(arguments);
    command.env("WEBPUBSUB_CONNECTION_STRING", CONNECTION).env("WEBPUBSUB_HUB", "chat");
    command.envs(variables.iter().copied());
    run(command).await
}

#[tokio::test]
async fn of_arguments() {
    for (arguments, name) in [
        (&["send-to-all", "--text", "hi", "--ttl", "9999"][..], "--ttl: must be 0 to 300"),
        (&["send-to-user", "ann", "--text", "hi", "--ttl", "301"], "--ttl: must be 0 to 300"),
        (&["send-to-all", "--text", "hi", "--metadata", "=x"], "--metadata: "),
        (&["send-to-all", "--text", "hi", "--excluded", ""], "--excluded: "),
        (&["send-to-all", "--json", "{bad"], "--json: is not valid JSON"),
        (&["send-to-all", "--file", "/nowhere"], "--file: cannot be read"),
        (&["send-to-user", "", "--text", "hi"], "<USER>: must not be empty"),
        (&["send-to-group", "..", "--text", "hi"], "<GROUP>: "),
        (&["close-connection", ""], "<CONNECTION>: must not be empty"),
        (&["add-connections-to-groups", ""], "<GROUP>: "),
        (&["grant-permission", "sendToGroup", "c", "--target-name", ""], "--target-name: must not be empty"),
        (&["list-connections", "lobby", "--max-page-size", "201"], "--max-page-size: must be 1 to 200"),
        (&["list-connections", "lobby", "--top", "0"], "--top: must be 1 to"),
        (&["token", "--minutes", "0"], "--minutes: must be 1 to"),
        (&["token", "--user", ""], "--user: must not be empty"),
        (&["watch", "--group", ""], "--group: "),
        (&["request", "GET", "x"], "<PATH>: must begin with '/'"),
        (&["health", "--gateway", "ftp://h"], "--gateway: "),
        (&["health", "--api-version", "a b"], "--api-version: "),
        (&["--hub", "1", "user-exists", "ann"], "--hub: must be"),
        (&["user-exists", "ann", "--hub", "1"], "--hub: must be"),
        (&["health", "--endpoint", "ftp://h"], "--endpoint: the scheme must be https or http"),
        (&["user-exists", "ann", "--endpoint", "http://h", "--access-key", ""], "--access-key: must not be empty"),
        (&["user-exists", "ann", "--connection-string", "x"], "--connection-string: "),
        (
            &["user-exists", "ann", "--connection-string", "Endpoint=http://h;AccessKey=\u{1}k"],
            "--connection-string: access key",
        ),
        (&["user-exists", "ann", "--header", "x"], "--header: must be NAME=VALUE"),
    ] {
        let ran = with(&[], arguments).await;
        assert!(ran.stderr.starts_with(&format!("webpubsub: {name}")), "{arguments:?}: {ran:?}");
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    }
    let json = with(&[], &["list-connections", "lobby", "-ojson", "--top", "0"]).await;
    let raised = &serde_json::from_str::<Value>(&json.stderr).expect("JSON")["raised"];
    assert!(raised["message"].as_str().expect("text").starts_with("--top: "), "{raised}");
    assert_eq!((&raised["type"], &raised["sent"]), (&"BuildError".into(), &false.into()));
}

#[tokio::test]
async fn of_variables() {
    for (variable, value, text) in [
        ("WEBPUBSUB_HUB", "1", "must be an ASCII letter"),
        ("WEBPUBSUB_CONNECTION_STRING", "Endpoint=http://h", "has no AccessKey"),
        ("WEBPUBSUB_CONNECTION_STRING", "Endpoint", "a segment has no '='"),
    ] {
        let ran = with(&[(variable, value)], &["user-exists", "ann"]).await;
        ran.fails(2, &format!("webpubsub: {variable}: {text}"));
    }
    let mut command = bare(&["health"]);
    command.env("WEBPUBSUB_ENDPOINT", "ftp://h");
    run(command).await.fails(2, "webpubsub: WEBPUBSUB_ENDPOINT: the scheme must be https or http");
    // The argument takes precedence.
    with(&[("WEBPUBSUB_HUB", "1")], &["user-exists", "ann", "--hub", "2"]).await.fails(2, "webpubsub: --hub: ");
}

/// As some readers of `.env` files leave them.
#[tokio::test]
async fn values_in_quotes() {
    let text = "is in quotes: remove the quotes at both ends";
    for (open, close) in [
        ("\"", "\""),
        ("'", "'"),
        (" \"", "\"\r\n"),
        ("“", "”"),
        ("„", "“"),
        ("\u{feff}\"", "\""),
        ("\\\"", "\\\""),
        ("\"", ""),
    ] {
        let quoted = |value: &str| format!("{open}{value}{close}");
        for (variable, value) in [("WEBPUBSUB_CONNECTION_STRING", CONNECTION), ("WEBPUBSUB_HUB", "chat")] {
            let ran = with(&[(variable, &quoted(value))], &["user-exists", "ann", "--retry", "never"]).await;
            ran.fails(2, &format!("webpubsub: {variable}: {text}"));
            assert!(!ran.stderr.contains("HUSH"), "{ran:?}");
        }
        let argument = ["health", "--connection-string", &quoted(CONNECTION)];
        with(&[], &argument).await.fails(2, &format!("webpubsub: --connection-string: {text}"));

        let mut command = bare(&["user-exists", "ann", "--hub", "chat"]);
        command.env("WEBPUBSUB_ENDPOINT", quoted("http://127.0.0.1:9")).env("WEBPUBSUB_ACCESS_KEY", "HUSH");
        run(command).await.fails(2, &format!("webpubsub: WEBPUBSUB_ENDPOINT: {text}"));
        for secret in ["WEBPUBSUB_ACCESS_KEY", "WEBPUBSUB_BEARER_TOKEN"] {
            let mut command = bare(&["user-exists", "ann", "--hub", "chat"]);
            command.env("WEBPUBSUB_ENDPOINT", "https://127.0.0.1:9").env(secret, quoted("HUSH"));
            let ran = run(command).await;
            ran.fails(2, &format!("webpubsub: {secret}: {text}"));
            assert!(!ran.stderr.contains("HUSH"), "{ran:?}");
        }
    }
}

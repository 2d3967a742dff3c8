//! Event handlers of the program: by arguments and by configuration, and what the log says of them.

#![cfg(unix)]

mod common;
#[path = "common/program.rs"]
mod program;

use std::io::Read as _;
use std::process::{Command, Stdio};

use common::handler::{Handler, status, text};
use common::{Caller, JSON, Socket};
use program::Program;
use serde_json::{Value, json};

/// A client that is accepted and sends an event; then all that the program prints on stderr.
async fn logged(handler: &Handler, settings: impl FnOnce(&mut Command, String)) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_webpubsub-emulator"));
    command.args(["--port", "0", "--event-retry-delays", "none"]);
    settings(&mut command, handler.url("/{event}?code=secret"));
    let mut program = Program::run(command);
    let caller = Caller::of_program(&program.connection_string);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    socket.send_json(&json!({"type": "event", "event": "echo", "dataType": "text", "data": "hi", "ackId": 1})).await;
    assert_eq!(socket.json().await["data"], "hi");
    assert_eq!(socket.json().await["success"], true);
    let refused = Socket::connect(&(caller.client_url("chat", &json!({})) + "&refuse=1"), Some(JSON)).await;
    assert_eq!(refused.err().map(|status| status.as_u16()), Some(403));
    program.signal("-TERM");
    // The handler receives `disconnected` in the meantime.
    assert!(program.child.wait().expect("ended").success());
    let mut printed = String::new();
    program.child.stderr.take().expect("piped").read_to_string(&mut printed).expect("text");
    printed
}

async fn handler() -> Handler {
    Handler::start(|request| match request.name() {
        "connect" if request.json()["query"]["refuse"][0] == "1" => status(403),
        "echo" => text(request.text()),
        _ => status(204),
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn by_arguments() {
    let handler = handler().await;
    let printed = logged(&handler, |command, url| {
        command.args(["--log", "text", "--system-events", "connect,disconnected"]);
        command.args(["--event-handler", &format!("Chat={url}")]);
    })
    .await;
    let shown = handler.url("/{event}");
    for (event, status, reason) in [
        ("connect", 204, ""),
        ("echo", 200, ""),
        ("connect", 403, "the response has the status 403"),
        ("disconnected", 204, ""),
    ] {
        let start = format!("  EVENT   {event}  {shown}  {status}  ");
        let found = printed
            .lines()
            .any(|line| line.contains(&start) && line.ends_with(if reason.is_empty() { "ms" } else { reason }));
        assert!(found, "{start}: {printed}");
    }
    assert!(!printed.contains("secret") && !printed.contains("  connected  "), "{printed}");
}

#[tokio::test]
async fn by_the_environment() {
    let handler = handler().await;
    let printed = logged(&handler, |command, url| {
        let name = |setting: &str| format!("WebPubSub__Hubs__chat__EventHandlers__0__{setting}");
        command.args(["--log", "json"]).env(name("UrlTemplate"), url);
        command.env(name("SystemEvents__0"), "connect").env(name("EventPattern"), "echo");
    })
    .await;
    let events: Vec<Value> = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let events: Vec<&Value> = events.iter().filter(|line| line["kind"] == "event").collect();
    assert_eq!(events.len(), 3, "{printed}");
    assert_eq!(
        (&events[1]["event"], &events[1]["status"], &events[1]["retries"]),
        (&json!("echo"), &json!(200), &json!(0))
    );
    assert_eq!((&events[1]["handler"], &events[1]["hub"]), (&json!(handler.url("/{event}")), &json!("chat")));
    assert_eq!(events[2]["reason"], "the response has the status 403");
}

#[test]
fn invalid_ones_do_not_start() {
    for arguments in [
        &["--event-handler", "http://h/"][..],
        &["--event-handler", "chat=tunnel:///x"],
        &["--event-handler", "chat=http://h/", "--system-events", "joined"],
        &["--event-retry-delays", "soon"],
        &["--user-events", "a"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_webpubsub-emulator"));
        let output = command.args(["--port", "0"]).args(arguments).stdin(Stdio::null()).output().expect("ended");
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
    }
}

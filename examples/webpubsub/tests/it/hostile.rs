//! What a hostile service says does not control the terminal.

use crate::support::{Pty, Server, feed, run};
use serde_json::Value;

/// Sets the window's title, clears the screen by one character of C1, and turns the direction of what follows.
const TEXT: &str = "a\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{7f}z";

/// No control character but line breaks.
#[track_caller]
fn is_harmless(text: &str) {
    let obeyed = |character: char| character.is_control() || ('\u{2028}'..='\u{202e}').contains(&character);
    assert!(!text.chars().any(|character| obeyed(character) && character != '\n'), "{text:?}");
}

fn escaped() -> String {
    serde_json::to_string(TEXT).expect("JSON")
}

#[tokio::test]
async fn json_is_harmless_and_means_the_same() {
    let page = format!(r#"{{"value":[{{"connectionId":"c","userId":{}}}]}}"#, escaped());
    let error = format!(r#"{{"code":{0},"message":{0}}}"#, escaped());
    let list = &["list-connections", "lobby", "-o", "json"][..];
    let send = &["send", "hi", "--to-all", "-o", "json"];
    for (arguments, status, body, value) in [
        (list, 200, &page, "/0/userId"),
        (&["request", "GET", "/x", "-o", "json"], 200, &TEXT.to_owned(), "/body"),
        (send, 409, &error, "/raised/code"),
    ] {
        let server = Server::start(&[(status, body)]).await;
        let ran = run(server.tool(arguments)).await;
        is_harmless(&ran.stdout);
        is_harmless(&ran.stderr);
        let printed = if status == 200 { &ran.stdout } else { &ran.stderr };
        let printed: Value = serde_json::from_str(printed).expect("JSON");
        assert_eq!(printed.pointer(value), Some(&TEXT.into()), "{printed}");
        server.heads().await;
    }
}

#[tokio::test]
async fn text_and_logs_are_harmless() {
    let error = format!(r#"{{"code":{0},"message":{0}}}"#, escaped());
    for (arguments, status, body) in [
        (&["send", "hi", "--to-all", "-vv"][..], 409, error.as_str()),
        (&["send", "hi", "--to-all"], 403, &format!("<html>{TEXT}</html>")),
        (&["watch"], 403, TEXT),
        (&["doctor"], 500, TEXT),
    ] {
        let server = Server::start(&[(status, body)]).await;
        let ran = run(server.tool(arguments)).await;
        assert_ne!(ran.code, 0, "{ran:?}");
        is_harmless(&ran.stdout);
        is_harmless(&ran.stderr);
    }
    let server = Server::start(&[(409, &error)]).await;
    let line = format!(r#"{{"op": "health", "id": {}}}"#, escaped());
    let ran = feed(server.tool(&["batch"]), line.as_bytes()).await;
    assert!(ran.stdout.contains("raised"), "{ran:?}");
    is_harmless(&ran.stdout);
}

/// A body is printed as it is for a program, and so that it can be read on a terminal.
#[tokio::test]
async fn a_body_does_not_control_the_terminal() {
    let body = format!("<p>\n\t{TEXT}");
    let server = Server::start(&[(200, &body), (404, &body)]).await;
    assert_eq!(run(server.tool(&["request", "GET", "/x"])).await.ok(), body);
    let mut pty = Pty::new();
    let child = pty.start(server.tool(&["request", "GET", "/x"]));
    let (code, screen) = pty.end(child).await;
    let screen = screen.replace("\r\n", "\n");
    assert_eq!(code, 1, "{screen:?}");
    let shown = "<p>\n\ta\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\\u{7f}z\nwebpubsub: the service responded 404 Not Found\n";
    assert_eq!(screen, shown);
}

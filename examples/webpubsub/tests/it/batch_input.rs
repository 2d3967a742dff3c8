//! `batch`: what counts as a line, whatever wrote the file.

use crate::batch::results;
use crate::support::{Ran, Running, Service, feed};
use serde_json::{Value, json};

const HEALTH: &str = r#"{"op": "health"}"#;

async fn fed(service: &Service, input: &[u8]) -> Ran {
    feed(service.tool(&["batch"]), input).await
}

#[tokio::test]
async fn marks_empty_lines_and_line_ends_are_passed_over() {
    let service = Service::start().await;
    let mark = "\u{feff}";
    for (input, calls) in [
        (format!("{mark}{HEALTH}\n"), 1),
        (format!("{mark}\r\n{HEALTH}\r\n"), 1),
        // Two files with marks, joined.
        (format!("{mark}{HEALTH}\n{mark}{HEALTH}\n"), 2),
        (format!("\n\n{HEALTH}\n \t\n{HEALTH}"), 2),
        (format!("{HEALTH}\r\n\r\n  {HEALTH}  \r\n"), 2),
        (format!("{HEALTH}\r"), 1),
        (mark.to_owned(), 0),
        // Written with a mark by a program that was given one.
        (format!("{mark}{mark}{HEALTH}\n {mark}\n{HEALTH}{mark}\r\n"), 2),
        (format!("\u{a0}\n\u{85}\n{mark} \u{a0}{HEALTH}\u{2028}\n\u{3000}"), 1),
        ("\n \n\r\n".to_owned(), 0),
        (String::new(), 0),
    ] {
        let ran = fed(&service, input.as_bytes()).await;
        assert_eq!((ran.code, ran.stderr), (0, format!("webpubsub: {calls} done\n")), "{input:?}");
        assert_eq!(results(&ran.stdout), vec![json!({"returned": null}); calls], "{input:?}");
    }
}

#[tokio::test]
async fn another_encoding_is_named_and_sends_nothing() {
    let service = Service::start().await;
    let little: Vec<u8> = format!("{HEALTH}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = format!("{HEALTH}\n").encode_utf16().flat_map(u16::to_be_bytes).collect();
    for input in [&[&b"\xff\xfe"[..], &little].concat(), &[&b"\xfe\xff"[..], &big].concat(), &little, &big] {
        let ran = fed(&service, input).await;
        ran.fails(2, "input: must be UTF-8, is UTF-16");
        assert_eq!(ran.stdout, "");
    }
}

/// Its length does not decide how much memory is needed.
#[tokio::test]
async fn a_line_that_is_too_long_is_one_invalid_line() {
    let service = Service::start().await;
    let mut batch = Running::start(service.tool(&["batch"]));
    let part = "x".repeat(1_024 * 1_024);
    let before = memory(&batch);
    for _ in 0..128 {
        batch.write_part(&part).await;
    }
    batch.write("").await;
    let result: Value = serde_json::from_str(&batch.line().await).expect("JSON");
    assert_eq!(result["raised"]["message"], "line: must have at most 8 MiB");
    if let (Some(before), Some(after)) = (before, memory(&batch)) {
        assert!(after < before + 64 * 1_024, "{before} to {after} KiB");
    }
    batch.write(HEALTH).await;
    assert_eq!(batch.line().await, r#"{"line":2,"returned":null}"#);
    assert_eq!(batch.code().await, 2);

    let longest =
        format!(r#"{{"op": "send_to_all", "args": {{"message": {{"text": "{}"}}}}}}"#, r"\u0001".repeat(1 << 20));
    assert_eq!(fed(&service, longest.as_bytes()).await.ok(), "{\"line\":1,\"returned\":null}\n");
}

/// The most memory that the tool had, in KiB, where the system tells.
pub(crate) fn memory(running: &Running) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.child.id()?)).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
}

/// As somebody would write it who has not read the page.
#[tokio::test]
async fn errors_show_the_right_form() {
    for (line, advice) in [
        (r#"{"op": "send-to-all"}"#, "op: is not an operation, such as send_to_all, send_to_group, user_exists"),
        (r#"{"op": "send_to_all", "args": {}}"#, "args: `message` is missing"),
        (r#"{"op": "send_to_all", "args": {"mesage": {"text": "hi"}}}"#, "args: `message` is missing"),
        (
            r#"{"op": "send_to_all", "args": {"message": "hi"}}"#,
            "args: `message` must be an object in which each name occurs once, such as {\"text\": \"hi\"}",
        ),
    ] {
        let ran = feed(crate::support::bare(&["batch"]), line.as_bytes()).await;
        let message = results(&ran.stdout)[0]["raised"]["message"].clone();
        assert!(message.as_str().is_some_and(|message| message.contains(advice)), "{line}: {message}");
    }
}

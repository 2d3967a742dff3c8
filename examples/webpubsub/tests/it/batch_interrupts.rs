//! Ctrl-C and SIGTERM when `batch` has read all of its lines, of which some wait for others.

use crate::support::{Delaying, Folder, Running, signal};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::Duration;

/// Its result comes at once, so that all lines before it were read.
const INVALID: &str = r#"{"op": "fly"}"#;

fn send(number: usize) -> String {
    json!({"op": "send_to_group", "args": {"group": "g", "message": {"text": number.to_string()}}}).to_string()
}

/// Sends to one group, each of which waits for the one before it, until all of them were read.
async fn start(service: &Delaying, folder: &Folder, sends: usize) -> Running {
    let calls = (1..=sends).map(send).chain([INVALID.to_owned()]);
    std::fs::write(folder.path("calls"), calls.collect::<Vec<_>>().join("\n")).expect("written");
    let arguments = ["batch", &folder.path("calls"), "--jobs", "8", "--ordered", "--failed", &folder.path("failed")];
    let mut batch = Running::start(service.tool(&arguments));
    assert!(batch.line().await.contains("not an operation"));
    service.receives(1).await;
    batch
}

#[tokio::test]
async fn the_first_waits_for_all_that_was_read() {
    let (service, folder) = (Delaying::start(|_| Duration::from_millis(100)).await, Folder::new("first"));
    let mut batch = start(&service, &folder, 5).await;
    signal(&batch.child, Signal::INT);
    let (_, notices) = batch.ended().await;
    assert!(notices.starts_with("webpubsub: 5 done, 1 failed; first: line 6"), "{notices}");
    assert_eq!(service.bodies(), ["1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn after_the_second_each_line_has_a_result() {
    let (service, folder) = (Delaying::start(|_| Duration::from_secs(3_600)).await, Folder::new("second"));
    let mut batch = start(&service, &folder, 3).await;
    signal(&batch.child, Signal::TERM);
    signal(&batch.child, Signal::INT);
    for (line, uncertain) in [(1, true), (2, false), (3, false)] {
        let result: Value = serde_json::from_str(&batch.line().await).expect("JSON");
        let raised = &result["raised"];
        assert_eq!((&result["line"], &raised["mayHaveTakenEffect"]), (&line.into(), &uncertain.into()), "{result}");
        assert_eq!(raised["sent"], uncertain, "{result}");
    }
    let (code, notices) = batch.ended().await;
    assert_eq!(code, 4);
    assert!(notices.starts_with("webpubsub: 0 done, 3 failed, 1 may have taken effect; first: line 1"), "{notices}");
    assert_eq!(folder.text("failed"), format!("{INVALID}\n{}\n{}\n", send(2), send(3)));
    assert_eq!(folder.text("failed.unknown"), format!("{}\n", send(1)));
    assert_eq!(service.bodies(), ["1"]);
}

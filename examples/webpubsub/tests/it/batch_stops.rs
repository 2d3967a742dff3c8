//! What ends `batch` early, and how it goes on.

use crate::support::{Delaying, Pty, Server, feed, run, signal};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const REJECTED: &str = r#"{"op": "fly"}"#;
const UNREACHED: &str = r#"{"op": "health", "client": {"endpoint": "http://127.0.0.1:9"}}"#;
const READ: &str = r#"{"op": "group_exists", "args": {"group": "g"}}"#;

fn send(number: usize) -> String {
    json!({"op": "send_to_all", "args": {"message": {"text": number.to_string()}}}).to_string()
}

#[tokio::test]
async fn failures_end_it_if_asked() {
    let calls = [READ, REJECTED, READ, REJECTED, REJECTED];
    for (arguments, results, notices) in [
        (&[][..], 5, "webpubsub: 2 done, 3 failed; first: line 2\n"),
        (
            &["--fail-fast"],
            2,
            "webpubsub: 1 done, 1 failed; first: line 2\n\
             webpubsub: stopped after a failed call; to continue, use --from-line 3\n",
        ),
        (
            &["--max-errors", "2"],
            4,
            "webpubsub: 2 done, 2 failed; first: line 2\n\
             webpubsub: stopped after 2 failed calls; to continue, use --from-line 5\n",
        ),
    ] {
        let server = Server::start(&vec![(404, ""); if results > 2 { 2 } else { 1 }]).await;
        let ran = feed(server.tool(&[&["batch"], arguments].concat()), calls.join("\n").as_bytes()).await;
        assert_eq!((ran.code, ran.stdout.lines().count(), &*ran.stderr), (2, results, notices), "{arguments:?}");
        server.heads().await;
    }
    feed(crate::support::bare(&["batch", "--fail-fast", "--max-errors", "2"]), b"")
        .await
        .fails(2, "cannot be used with");
}

#[tokio::test]
async fn a_service_that_is_not_reached_ends_it() {
    let tool = |more: &[&str]| crate::support::bare(&[&["batch", "--retry", "never"], more].concat());
    let ran = feed(tool(&[]), [UNREACHED; 15].join("\n").as_bytes()).await;
    assert_eq!((ran.code, ran.stdout.lines().count()), (3, 10), "{ran:?}");
    ran.fails(3, "stopped: 10 calls in a row did not reach the service; to continue, use --from-line 11\n");
    for (limit, results) in [("3", 3), ("0", 15)] {
        let ran = feed(tool(&["--max-unreached", limit]), [UNREACHED; 15].join("\n").as_bytes()).await;
        assert_eq!((ran.code, ran.stdout.lines().count()), (3, results), "{ran:?}");
    }
    // In a row: one that is reached begins another. A line that is not sent says nothing.
    let server = Server::start(&[(404, "")]).await;
    let lines = [UNREACHED, READ, UNREACHED, REJECTED, UNREACHED, READ];
    let ran =
        feed(server.tool(&["batch", "--retry", "never", "--max-unreached", "2"]), lines.join("\n").as_bytes()).await;
    assert_eq!((ran.code, ran.stdout.lines().count()), (3, 5), "{ran:?}");
    server.heads().await;
}

#[tokio::test]
async fn it_begins_where_it_is_told() {
    let service = Delaying::start(|_| Duration::ZERO).await;
    let calls: Vec<String> = (1..=5).map(send).collect();
    let ran = feed(service.tool(&["batch", "--from-line", "4"]), calls.join("\n").as_bytes()).await;
    assert_eq!((ran.code, &*ran.stderr), (0, "webpubsub: 2 done, 3 skipped\n"));
    assert_eq!(service.bodies(), ["4", "5"]);
}

/// No call is made twice and none is left out, whenever it is interrupted and however it goes on.
#[tokio::test]
async fn an_interrupted_run_that_is_resumed_sends_nothing_twice() {
    for (number, which, ordered) in [(1, Signal::TERM, false), (2, Signal::INT, true), (3, Signal::INT, false)] {
        let service = Delaying::start(|_| Duration::from_millis(5)).await;
        let folder = std::env::temp_dir().join(format!("webpubsub-resume-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("made");
        let (calls, results) = (folder.join("calls.jsonl"), folder.join("results.jsonl"));
        let lines: Vec<String> = (1..=500).map(send).collect();
        std::fs::write(&calls, lines.join("\n")).expect("written");
        let (path, named) = (calls.to_str().expect("text"), results.to_str().expect("text"));

        let mut tool = service.tool(&["batch", path, "--jobs", "8"]);
        if ordered {
            tool.arg("--ordered");
        }
        tool.stdout(std::fs::File::create(&results).expect("made"));
        let child = tool.spawn().expect("starts");
        service.receives(50).await;
        signal(&child, which);
        let output = crate::support::in_time(child.wait_with_output()).await.expect("ends");
        let notices = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(3), "the rest was not sent: {notices}");
        let received = service.bodies().len();
        assert!((50..500).contains(&received), "{received}");
        let done = std::fs::read_to_string(&results).expect("read").lines().count();
        assert_eq!(done, received, "what was in flight has ended");
        let next = received + 1;
        assert!(notices.ends_with(&format!("interrupted; to continue, use --from-line {next}\n")), "{notices}");

        let next = next.to_string();
        let how = if number == 3 { ["--from-line", &next] } else { ["--resume", named] };
        let mut tool = service.tool(&[&["batch", path, "--jobs", "8"][..], &how].concat());
        tool.stdout(std::fs::File::options().append(true).open(&results).expect("opened"));
        let child = tool.spawn().expect("starts");
        let output = crate::support::in_time(child.wait_with_output()).await.expect("ends");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let bodies = service.bodies();
        assert_eq!((bodies.len(), bodies.into_iter().collect::<BTreeSet<_>>().len()), (500, 500));
        let lines = std::fs::read_to_string(&results).expect("read");
        let lines: BTreeSet<_> =
            lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["line"].as_u64()).collect();
        assert_eq!(lines.len(), 500);
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}

/// The first one waits for what is in flight, the second does not.
#[tokio::test]
async fn a_second_interrupt_ends_it_at_once() {
    let service = Delaying::start(|_| Duration::from_secs(3_600)).await;
    let calls = std::env::temp_dir().join(format!("webpubsub-second-{}", std::process::id()));
    std::fs::write(&calls, [send(1), READ.to_owned(), send(3)].join("\n")).expect("written");
    let mut pty = Pty::new();
    let mut tool = service.tool(&["batch", calls.to_str().expect("text"), "--jobs", "2", "-v"]);
    tool.stderr(pty.stdio());
    let child = pty.spawn(tool);
    service.receives(2).await;
    signal(&child, Signal::TERM);
    signal(&child, Signal::INT);
    let mut child = child;
    let results = {
        use tokio::io::AsyncReadExt as _;
        let mut text = String::new();
        crate::support::in_time(child.stdout.take().expect("piped").read_to_string(&mut text)).await.expect("text");
        text
    };
    let (code, screen) = pty.end(child).await;
    std::fs::remove_file(&calls).expect("removed");
    assert_eq!(code, 4, "{screen}");
    assert!(screen.contains("0 done, 1 failed, 1 may have taken effect; first: line 1"), "{screen}");
    assert!(screen.contains("interrupted; to continue, use --from-line 3"), "{screen}");
    let results: Vec<Value> = results.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let unknown = |line: usize| results[line]["raised"]["mayHaveTakenEffect"].as_bool();
    assert_eq!((results.len(), unknown(0), unknown(1)), (2, Some(true), Some(false)), "{results:?}");
}

#[tokio::test]
async fn results_that_are_none_are_rejected() {
    let path = std::env::temp_dir().join(format!("webpubsub-no-results-{}", std::process::id()));
    std::fs::write(&path, "{\"line\":1,\"returned\":null}\n{\"returned\":null}\n").expect("written");
    let mut tool = crate::support::bare(&["batch", "--resume", path.to_str().expect("text")]);
    tool.env("WEBPUBSUB_ENDPOINT", "http://127.0.0.1:9");
    run(tool).await.fails(2, "--resume: line 2 is not a result of `batch`");
    std::fs::remove_file(&path).expect("removed");
    run(crate::support::bare(&["batch", "--resume", "/nowhere"])).await.fails(2, "--resume: cannot be read");
    run(crate::support::bare(&["batch", "/nowhere"])).await.fails(2, "<FILE>: cannot be read");
}

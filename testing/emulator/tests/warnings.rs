//! What the emulator says of clients whose roles mean nothing, and when it runs out of files.

#![cfg(unix)]

mod common;
#[path = "common/program.rs"]
mod program;

use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use common::Caller;
use program::Program;
use serde_json::json;
use tokio::net::TcpStream;
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn roles_that_mean_nothing() {
    let emulator = Emulator::builder().print_warnings(false).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let good = json!(["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup.a", "webpubsub.sendToGroups.a.*"]);
    let _good = caller.simple("chat", &json!({"role": good})).await;
    assert_eq!(emulator.warnings(), [""; 0]);
    for (role, why) in [
        ("sendToGroup", "no role has this name"),
        ("webpubsub.sendtogroup", "no role has this name"),
        ("webpubsub.sendToGroups", "no role has this name"),
        ("", "no role has this name"),
        ("admin\n\u{202e}", "no role has this name"),
        ("webpubsub.sendToGroup.", "the group name is invalid"),
        ("webpubsub.joinLeaveGroups.a.**.b.**.c.**", "the pattern is invalid or has more than 5 wildcards"),
        (r"webpubsub.joinLeaveGroups.\n", "the pattern is invalid or has more than 5 wildcards"),
    ] {
        let _client = caller.simple("chat", &json!({"role": role})).await;
        let warnings = emulator.warnings();
        let last = warnings.last().expect("a warning");
        assert_eq!(*last, format!("hub chat: the role {role:?} of a client grants nothing: {why}"));
        assert!(!last.contains(char::is_control) && !last.contains('\u{202e}'));
    }
    let eleven: Vec<_> = (0..11).map(|number| format!("webpubsub.sendToGroups.{number:x}*")).collect();
    let _client = caller.simple("chat", &json!({"role": eleven})).await;
    assert!(emulator.warnings().last().expect("a warning").ends_with("grants nothing: there are 10 patterns already"));
    // The same is said once, and the list is bounded.
    let count = emulator.warnings().len();
    let _client = caller.simple("chat", &json!({"role": "sendToGroup"})).await;
    assert_eq!(emulator.warnings().len(), count);
    for number in 0..120 {
        let _client = caller.simple("chat", &json!({"role": format!("r{number}")})).await;
    }
    assert_eq!(emulator.warnings().len(), 100);
}

#[tokio::test]
async fn the_program_prints_them() {
    let mut program = Program::start(&[]);
    let mut lines = BufReader::new(program.child.stderr.take().expect("piped")).lines();
    let caller = Caller::of_program(&program.connection_string);
    let _client = caller.simple("chat", &json!({"role": "sendToGroup"})).await;
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("role"))).expect("a line");
    assert_eq!(line, r#"warning: hub chat: the role "sendToGroup" of a client grants nothing: no role has this name"#);
}

/// More than a pipe holds.
#[tokio::test]
async fn warnings_that_nobody_reads_delay_no_one() {
    let mut program = Program::start(&[]);
    let caller = Caller::of_program(&program.connection_string);
    let connects = async {
        for number in 0..400 {
            let _client = caller.simple("chat", &json!({"role": format!("{number:0>190}")})).await;
        }
        assert_eq!(caller.send("/api/hubs/chat/:send", "alive").await, 202);
    };
    tokio::time::timeout(Duration::from_secs(60), connects).await.expect("not delayed");
    program.signal("-TERM");
    assert!(program.ends_within(Duration::from_secs(20)));
}

#[tokio::test]
async fn running_out_of_files_is_said_once_and_survived() {
    let mut program = Program::start_with_files(48);
    let caller = Caller::of_program(&program.connection_string);
    let address = caller.endpoint.trim_start_matches("http://").to_owned();
    for _ in 0..2 {
        let mut streams = Vec::new();
        for _ in 0..80 {
            streams.push(TcpStream::connect(&address).await.expect("the kernel connects"));
        }
        let dropped = streams.len();
        drop(streams);
        assert_eq!(dropped, 80);
        assert_eq!(caller.send("/api/hubs/chat/:send", "alive").await, 202);
    }
    let stderr = program.child.stderr.take().expect("piped");
    program.signal("-TERM");
    program.child.wait().expect("ended");
    let lines: Vec<_> =
        BufReader::new(stderr).lines().map_while(Result::ok).filter(|line| line.contains("accept")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("warning: connections cannot be accepted: "), "{lines:?}");
}

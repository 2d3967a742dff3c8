//! What the program says while it runs: its log, its settings, its health and its end.

#![cfg(unix)]

mod common;
#[path = "common/program.rs"]
mod program;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use common::Caller;
use program::Program;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_webpubsub-emulator");

/// Some calls and a connection that closes; then all that the program prints on stderr.
async fn logged(arguments: &[&str]) -> Vec<String> {
    let mut program = Program::start(arguments);
    let caller = Caller::of_program(&program.connection_string);
    let (mut ann, id) = caller.json("chat", &json!({"sub": "ann\u{1b}[2J", "webpubsub.group": "g"})).await;
    assert_eq!(caller.send("/api/hubs/chat/groups/g/:send", "hi").await, 202);
    assert_eq!(ann.json().await["data"], "hi");
    let url = format!("{}/api/hubs/chat/:send", caller.endpoint);
    assert_eq!(caller.raw("POST", &url, &[], "").await.status, 401);
    assert_eq!(caller.status("DELETE", &format!("/api/hubs/chat/connections/{id}?reason=bye")).await, 204);
    assert_eq!(ann.closed().await.expect("a close frame").0, 1000);
    let _bob = caller.json("news", &json!({})).await;
    program.signal("-TERM");
    assert!(program.child.wait().expect("ended").success());
    let mut printed = String::new();
    program.child.stderr.take().expect("piped").read_to_string(&mut printed).expect("text");
    printed.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn text_has_a_line_for_each_call_and_connection() {
    let lines = logged(&["--log", "text"]).await;
    let at =
        |what: &str| lines.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}: {lines:#?}"));
    let open = at("  OPEN    /client/hubs/chat  ");
    assert!(lines[open].ends_with("  user ann\u{fffd}[2J  json.webpubsub.azure.v1"), "{}", lines[open]);
    let send = at("  POST    /api/hubs/chat/groups/g/:send  202  1 receiver  ");
    let rejected = at("  POST    /api/hubs/chat/:send  401  ");
    assert!(lines[rejected].ends_with("  no bearer token in `Authorization`"), "{}", lines[rejected]);
    let closed = at("  CLOSE   /client/hubs/chat  ");
    assert!(lines[closed].contains("  1000  ") && lines[closed].ends_with("  bye"), "{}", lines[closed]);
    assert!(open < send && send < rejected && rejected < closed);
    assert!(lines.iter().all(|line| !line.contains('\u{1b}')), "no colour on a pipe");
    assert!(lines[0].starts_with("listening on 127.0.0.1:") && lines[0].contains(", page at http://127.0.0.1:"));
    assert_eq!(lines.last().map(String::as_str), Some("stopped; closed 1 connection (news 1)"));
}

#[tokio::test]
async fn json_is_for_programs_and_off_is_silent() {
    let lines = logged(&["--log", "json"]).await;
    let objects: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of = |kind| objects.iter().filter(|object| object["kind"] == kind).collect::<Vec<_>>();
    let (opened, requests, closed) = (of("opened"), of("request"), of("closed"));
    assert_eq!((opened.len(), requests.len(), closed.len(), objects.len()), (2, 3, 2, 7), "{objects:#?}");
    assert_eq!(
        (&requests[0]["method"], &requests[0]["receivers"], &requests[0]["status"]),
        (&json!("POST"), &json!(1), &json!(202))
    );
    assert_eq!((&closed[0]["code"], &closed[0]["reason"]), (&json!(1000), &json!("bye")));
    let silent = logged(&["--log", "off", "--no-page"]).await;
    assert!(silent.len() == 2 && !silent[0].contains("page"), "{silent:#?}");
}

/// More than a pipe holds.
#[tokio::test]
async fn a_log_that_nobody_reads_does_not_keep_the_program() {
    let mut program = Program::start(&["--log", "json"]);
    let caller = Caller::of_program(&program.connection_string);
    for number in 0..100 {
        assert_eq!(caller.send(&format!("/api/hubs/chat/:send?excluded={number:0>1000}"), "hi").await, 202);
    }
    program.signal("-TERM");
    assert!(program.ends_within(Duration::from_secs(20)));
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The first line of a program with these settings.
fn first_line(command: &mut Command) -> String {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    child.kill().expect("ended");
    child.wait().expect("ended");
    line
}

#[test]
fn settings_come_from_arguments_environment_and_file() {
    let folder = folder("settings");
    let key = |name: char| name.to_string().repeat(32);
    let file = json!({"Urls": "http://localhost:0", "WebPubSub": {"AccessKey": key('f')}});
    std::fs::write(folder.join("appsettings.json"), file.to_string()).expect("written");
    let program = || {
        let mut program = Command::new(PROGRAM);
        program.current_dir(&folder);
        program
    };
    let line = first_line(&mut program());
    assert!(
        line.starts_with("Endpoint=http://localhost:") && line.contains(&format!("AccessKey={};", key('f'))),
        "{line}"
    );
    let line = first_line(program().env("WebPubSub__AccessKey", key('e')).env("Urls", "http://127.0.0.1:0"));
    assert!(
        line.starts_with("Endpoint=http://127.0.0.1:") && line.contains(&format!("AccessKey={};", key('e'))),
        "{line}"
    );
    let line = first_line(program().env("WebPubSub__AccessKey", key('e')).args(["--access-key", &key('a')]));
    assert!(line.contains(&format!("AccessKey={};", key('a'))), "{line}");

    std::fs::write(folder.join("broken.json"), "{").expect("written");
    for (arguments, expected) in
        [(["--config", "broken.json"], "broken.json: EOF"), (["--config", "none.json"], "none.json: No such file")]
    {
        let output = program().args(arguments).output().expect("ended");
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && printed.contains(expected), "{printed}");
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().expect("ended")
}

#[test]
fn a_port_in_use_is_an_error_that_says_by_whom() {
    let program = Program::start(&[]);
    let port = program.connection_string.split([':', ';']).nth(2).expect("a port").to_owned();
    let output = run(&["--port", &port]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(printed.contains(&format!("port {port} is in use by ")) && printed.contains("; try --port "), "{printed}");
    if cfg!(target_os = "linux") {
        assert!(printed.contains(&format!("webpubsub-emula (process {})", program.child.id())), "{printed}");
    }

    assert!(run(&["--healthcheck", "--port", &port]).status.success());
    drop(program);
    let output = run(&["--healthcheck", "--port", &port]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && printed.contains(&format!("no emulator at 127.0.0.1:{port}")), "{printed}");
}

/// `script` (Debian's package bsdutils, which each Debian has) gives the program a terminal.
#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_the_connection_string_is_a_command() {
    let mut child = Command::new("script")
        .args(["--quiet", "--flush", "--command", &format!("exec '{PROGRAM}' --port 0"), "/dev/null"])
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` is needed");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    let connection_string =
        line.trim_end().strip_prefix("export WEBPUBSUB_CONNECTION_STRING='").and_then(|rest| rest.strip_suffix('\''));
    let address =
        connection_string.and_then(|text| text.strip_prefix("Endpoint=http://")?.split(';').next()).expect(&line);
    // A call makes a line, with colours.
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    std::io::Write::write_all(&mut stream, b"HEAD /api/health HTTP/1.1\r\nhost: x\r\n\r\n").expect("written");
    let line = stdout.lines().find_map(|line| line.ok().filter(|line| line.contains("/api/health"))).expect("a line");
    assert!(line.contains("\u{1b}[32m200\u{1b}[0m"), "{line:?}");
    // The terminal is closed, and the program ends with it.
    child.kill().expect("ended");
    child.wait().expect("ended");
    let closed = std::time::Instant::now();
    while std::net::TcpStream::connect(address).is_ok() {
        assert!(closed.elapsed().as_secs() < 10, "it goes on without its terminal");
    }
}

//! `emulator`: one install is enough.

use crate::support::{Pty, Running, bare, in_time, run, signal, unread};
use rustix::process::Signal;
use tokio::io::{AsyncBufReadExt as _, BufReader};

#[tokio::test]
async fn it_serves_the_other_commands() {
    let mut emulator = Running::start(bare(&["emulator", "--port", "0"]));
    let connection_string = emulator.line().await;
    let tool = |arguments: &[&str]| {
        let mut tool = bare(arguments);
        tool.env("WEBPUBSUB_CONNECTION_STRING", &connection_string).env("WEBPUBSUB_HUB", "chat");
        tool
    };
    let mut watch = Running::start(tool(&["watch", "--group", "lobby", "--count", "1"]));
    watch.notice().await;
    run(tool(&["send", "hello", "--to-group", "lobby"])).await.ok();
    assert!(watch.line().await.contains("hello"));
    assert_eq!(watch.code().await, 0);
    run(tool(&["doctor"])).await.ok();
    signal(&emulator.child, Signal::TERM);
    assert_eq!(emulator.code().await, 0);
}

#[tokio::test]
async fn on_a_terminal_it_says_what_to_copy() {
    let mut pty = Pty::new();
    let child = pty.start(bare(&["emulator", "--port", "0"]));
    pty.until("listening on ").await;
    let line = pty.screen.lines().find(|line| line.starts_with("export ")).expect("a line to copy").to_owned();
    signal(&child, Signal::INT);
    assert_eq!(pty.end(child).await.0, 0);
    // As a shell reads it.
    let mut shell = tokio::process::Command::new("bash");
    shell.args(["--norc", "-c", &format!("{line}\nprintf %s \"$WEBPUBSUB_CONNECTION_STRING\"")]);
    let string = shell.output().await.expect("bash").stdout;
    assert!(string.starts_with(b"Endpoint=http://127.0.0.1:"), "{line}");
}

#[tokio::test]
async fn a_reader_that_leaves_ends_it_quietly() {
    let ran = unread(bare(&["emulator", "--port", "0"])).await;
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{ran:?}");
    // Nobody reads its notices; that ends nothing.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = bare(&["emulator", "--port", "0"]);
    command.stderr(writer);
    let mut emulator = command.spawn().expect("starts");
    let mut line = String::new();
    let mut stdout = BufReader::new(emulator.stdout.take().expect("captured"));
    in_time(stdout.read_line(&mut line)).await.expect("read");
    let mut tool = bare(&["health"]);
    tool.env("WEBPUBSUB_CONNECTION_STRING", line.trim());
    run(tool).await.ok();
    signal(&emulator, Signal::TERM);
    assert_eq!(in_time(emulator.wait()).await.expect("ends").code(), Some(0));
}

#[tokio::test]
async fn its_options_are_those_of_the_emulators_program() {
    let help = run(bare(&["emulator", "--help"])).await.ok();
    for option in ["--tls-port", "--entra-tenant", "--throttle", "--queue-capacity", "--healthcheck", "--event-handler"]
    {
        assert!(help.contains(option), "{option}: {help}");
    }
    assert!(!help.contains("--connection-string"), "{help}");
    assert_eq!(run(bare(&["help", "emulator"])).await.ok(), help);
    run(bare(&["emulator", "--hub", "chat"])).await.fails(2, "unexpected argument '--hub'");
    run(bare(&["-v", "emulator"])).await.fails(2, "must be the first word");
    let ran = run(bare(&["emulator", "--port", "0", "--access-key", "HUSH"])).await;
    assert!(ran.code == 1 && ran.stderr.starts_with("webpubsub: ") && !ran.stderr.contains("HUSH"), "{ran:?}");
    assert!(run(bare(&["completions", "bash"])).await.ok().contains("--queue-capacity"));
}

//! `watch` for a person.

use crate::support::{Pty, Service};
use tokio::process::Command;

async fn shown(service: &Service, mut tool: Command) -> String {
    tool.env("TERM", "xterm").env("TZ", "UTC");
    let mut pty = Pty::new();
    let child = pty.start(tool);
    pty.until("connected as ").await;
    let long = "x".repeat(500);
    service.run(&["send", "hello\u{1b}[2J", "--to-group", "lobby"]).await.ok();
    service.run(&["send", "--json", "{\"a\":  1.50}", "--to-all"]).await.ok();
    service.run(&["send", &long, "--to-user", "ann"]).await.ok();
    let (code, screen) = pty.end(child).await;
    assert_eq!(code, 0, "{screen}");
    screen
}

const WATCH: [&str; 7] = ["watch", "--user", "ann", "--group", "lobby", "--count", "3"];

#[tokio::test]
async fn one_readable_line_a_message() {
    let service = Service::start().await;
    let mut tool = service.tool(&WATCH);
    tool.env("NO_COLOR", "1");
    let screen = shown(&service, tool).await;
    let lines: Vec<_> = screen.lines().skip(1).collect();
    assert_eq!(lines.len(), 3, "{screen:?}");
    for (line, rest) in
        lines.iter().zip(["lobby  -  text  hello\\u{1b}[2J", "server  -  json  {\"a\":  1.50}", "server  -  text  xxx"])
    {
        let (time, message) = line.split_once("  ").expect("a time");
        assert!(time.len() == 8 && time.matches(':').count() == 2 && message.starts_with(rest), "{line:?}");
    }
    assert!(lines[2].ends_with('…') && lines[2].chars().count() == 100, "as wide as the terminal: {screen:?}");
    assert!(!screen.contains('\u{1b}'), "{screen:?}");
}

#[tokio::test]
async fn it_is_coloured() {
    let service = Service::start().await;
    let mut tool = service.tool(&WATCH);
    tool.env_remove("NO_COLOR");
    let screen = shown(&service, tool).await;
    assert!(screen.contains("\u{1b}[36mlobby\u{1b}[0m") && screen.contains("  hello\\u{1b}[2J"), "{screen:?}");
}

#[tokio::test]
async fn the_format_can_be_chosen() {
    let service = Service::start().await;
    let screen = shown(&service, service.tool(&[&WATCH[..], &["-o", "json"]].concat())).await;
    assert!(screen.contains("\"group\":\"lobby\"") && screen.contains(&"x".repeat(500)), "{screen:?}");
    let mut text = crate::support::Running::start(service.tool(&["watch", "--count", "1", "-o", "text"]));
    text.notice().await;
    service.run(&["send", "hi", "--to-all"]).await.ok();
    assert!(text.line().await.ends_with("  server  -  text  hi"));
}

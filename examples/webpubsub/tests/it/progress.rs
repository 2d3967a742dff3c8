//! `batch` on a terminal.

use crate::support::{Delaying, Pty};
use serde_json::json;
use std::time::Duration;

fn calls() -> String {
    let call = json!({"op": "send_to_all", "args": {"message": {"text": "hi"}}});
    format!("{call}\n").repeat(40)
}

#[tokio::test]
async fn it_shows_rate_and_remaining_time() {
    let service = Delaying::start(|_| Duration::from_millis(20)).await;
    let path = std::env::temp_dir().join(format!("webpubsub-progress-{}", std::process::id()));
    std::fs::write(&path, calls()).expect("written");
    let mut pty = Pty::new();
    let mut tool = service.tool(&["batch", path.to_str().expect("text")]);
    tool.env("TERM", "xterm").stderr(pty.stdio()).stdout(std::process::Stdio::null());
    let child = pty.spawn(tool);
    for part in [" done  ", "/s", "%", "s left"] {
        pty.until(part).await;
    }
    let (code, screen) = pty.end(child).await;
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(code, 0, "{screen}");
    assert!(screen.ends_with("webpubsub: 40 done\r\n"), "{screen:?}");
}

/// Results and progress on one terminal do not mix.
#[tokio::test]
async fn results_keep_their_lines() {
    let service = Delaying::start(|_| Duration::from_millis(20)).await;
    let path = std::env::temp_dir().join(format!("webpubsub-lines-{}", std::process::id()));
    std::fs::write(&path, calls()).expect("written");
    let mut pty = Pty::new();
    let mut tool = service.tool(&["batch", path.to_str().expect("text")]);
    tool.env("TERM", "xterm");
    let child = pty.start(tool);
    let (code, screen) = pty.end(child).await;
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(code, 0, "{screen}");
    for line in 1..=40 {
        let (before, after) = screen.split_once(&format!("{{\"line\":{line},\"returned\":null}}")).expect("a result");
        let begins = before.is_empty() || before.ends_with('\n') || before.ends_with("\u{1b}[2K");
        assert!(begins && after.starts_with("\r\n"), "{line}: {screen:?}");
    }
    assert!(screen.contains("/s") && screen.ends_with("webpubsub: 40 done\r\n"), "{screen:?}");
}

/// Whoever types it alone learns what it waits for.
#[tokio::test]
async fn it_says_that_it_reads_from_the_terminal() {
    let service = Delaying::start(|_| Duration::ZERO).await;
    let mut pty = Pty::new();
    let mut tool = service.tool(&["batch"]);
    tool.env("TERM", "xterm");
    let child = pty.start(tool);
    pty.until("webpubsub: reads calls from the terminal, one JSON object a line, until Ctrl-D").await;
    pty.write("\u{4}");
    let (code, screen) = pty.end(child).await;
    assert_eq!(code, 0, "{screen}");
}

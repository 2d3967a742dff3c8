//! Completions: scripts that their shells accept.

use crate::support::{bare, feed, run};
use std::process::Stdio;
use tokio::process::Command;

#[tokio::test]
async fn each_shell_has_its_own() {
    for (shell, part) in [
        ("bash", "complete -F _webpubsub"),
        ("zsh", "#compdef webpubsub"),
        ("fish", "complete -c webpubsub"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = run(bare(&["completions", shell])).await.ok();
        for part in [part, "send-to-group", "to-group", "batch", "completions"] {
            assert!(script.contains(part), "{shell}: {part}");
        }
    }
    run(bare(&["completions", "tcsh"])).await.fails(2, "possible values: bash, elvish, fish, powershell, zsh");
}

/// Needs bash.
#[tokio::test]
async fn bash_completes_commands_options_and_values() {
    let script = run(bare(&["completions", "bash"])).await.ok();
    for (line, completed) in [
        (&["user-"][..], "user-exists"),
        (&["send", "--to-g"], "--to-group"),
        (&["health", "--retry", "at-l"], "at-least-once"),
    ] {
        let words = [&["webpubsub"], line].concat().join(" ");
        let complete = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD={}\n_webpubsub webpubsub '{}' '{}'\necho \"${{COMPREPLY[@]}}\"",
            line.len(),
            line.last().expect("a word"),
            if line.len() > 1 { line[line.len() - 2] } else { "webpubsub" },
        );
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-s"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        assert_eq!(feed(bash, complete.as_bytes()).await.ok().trim(), completed, "{line:?}");
    }
}

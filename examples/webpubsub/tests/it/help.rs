//! The help texts.

use crate::support::{bare, run};

/// On a terminal of 80 columns.
async fn help(arguments: &[&str]) -> String {
    let mut tool = bare(arguments);
    tool.env("COLUMNS", "80");
    run(tool).await.ok()
}

/// The names in the list of subcommands.
fn subcommands(help: &str) -> Vec<&str> {
    let list = help.split("Commands:\n").nth(1).expect("a list").split("\n\n").next().expect("its end");
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    names.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help").collect()
}

#[tokio::test]
async fn every_subcommand_has_an_example() {
    let top = help(&["--help"]).await;
    let names = subcommands(&top);
    assert_eq!(names.len(), 32, "{names:?}");
    for name in names {
        let text = help(&[name, "--help"]).await;
        let example = text.split("Example:\n").nth(1);
        assert!(
            example.is_some_and(|example| example.contains("webpubsub") && example.contains(name)),
            "{name}: {text}"
        );
        assert!(!text.contains("///"), "{name}: {text}");
    }
}

#[tokio::test]
async fn examples_name_options_that_exist() {
    let top = help(&["--help"]).await;
    for name in subcommands(&top) {
        let text = help(&[name, "--help"]).await;
        let (options, example) = text.split_once("Example:\n").expect("an example");
        for option in example.split_whitespace().filter(|word| word.starts_with("--")) {
            assert!(options.contains(option), "{name}: {option}");
        }
    }
}

/// In one look: what most calls need.
#[tokio::test]
async fn the_short_help_is_short() {
    let top = help(&["-h"]).await;
    for name in [""].into_iter().chain(subcommands(&top)) {
        let arguments = if name.is_empty() { vec!["-h"] } else { vec![name, "-h"] };
        let short = help(&arguments).await;
        assert!(short.lines().count() <= 60, "{name}: {} lines\n{short}", short.lines().count());
        let folded = ["--bearer-token-file", "--attempt-timeout", "--api-version"];
        assert!(!folded.iter().any(|option| short.contains(option)), "{name}: {short}");
        if name == "emulator" {
            continue; // It has options of its own.
        }
        let arguments = if name.is_empty() { vec!["--help"] } else { vec![name, "--help"] };
        let long = help(&arguments).await;
        assert!(folded.iter().all(|option| long.contains(option)), "{name}: {long}");
    }
}

#[tokio::test]
async fn what_was_meant_is_suggested() {
    for (arguments, tip) in [
        (&["snd", "hi"][..], "'send'"),
        (&["user-exist", "ann"], "'user-exists'"),
        (&["watch", "lobby"], "use --group for a group"),
        (&["watch", "--reconnect", "5"], "--reconnect=SECONDS"),
        (&["send", "hi", "--to-al"], "a similar argument exists: '--to-all'"),
        (&["health", "--retry", "nevr"], "a similar value exists: 'never'"),
        (
            &["token", "--role", "sendToGroup"],
            "use webpubsub.sendToGroup, or webpubsub.sendToGroup.GROUP for one group",
        ),
        (&["watch", "--role", "joinLeaveGroup.lobby"], "use webpubsub.joinLeaveGroup.lobby"),
    ] {
        run(bare(arguments)).await.fails(2, tip);
    }
}

#[tokio::test]
async fn versions() {
    assert_eq!(help(&["-V"]).await, format!("webpubsub {}\n", env!("CARGO_PKG_VERSION")));
    let long = help(&["--version"]).await;
    for part in ["webpubsub-hyper 0.", "api-version  20", "TLS          rustls"] {
        assert!(long.contains(part), "{long}");
    }
}

/// A send reads it if no message is given; any other request does not.
#[tokio::test]
async fn standard_input_is_described_once() {
    for (name, also_read) in [("request", false), ("send-to-all", true), ("send-to-user", true)] {
        let text = help(&[name, "--help"]).await.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.contains("which is also read"), also_read, "{name}: {text}");
        assert_eq!(text.contains("only for `-` or `--file -`"), !also_read, "{name}: {text}");
    }
}

#[tokio::test]
async fn exit_codes_and_variables_are_listed() {
    let top = help(&["--help"]).await;
    for code in ["0  success", "1  rejected", "2  wrong use", "3  service not reached", "4  outcome unknown"] {
        assert!(top.contains(code), "{code}: {top}");
    }
    for name in ["CONNECTION_STRING", "ENDPOINT", "ACCESS_KEY", "BEARER_TOKEN", "AUTH", "HUB"] {
        assert!(top.contains(&format!("WEBPUBSUB_{name}")), "{name}");
    }
    assert!(top.contains("close-all]"), "the short name");
}

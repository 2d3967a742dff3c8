//! The help texts.

use crate::support::{bare, run};

async fn help(arguments: &[&str]) -> String {
    run(bare(arguments)).await.ok()
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
    assert_eq!(names.len(), 29, "{names:?}");
    for name in names {
        let text = help(&[name, "--help"]).await;
        let example = text.split("Example:\n").nth(1);
        assert!(
            example.is_some_and(|example| example.contains("webpubsub") && example.contains(name)),
            "{name}: {text}"
        );
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
        assert!(top.contains(code), "{code}");
    }
    for name in ["CONNECTION_STRING", "ENDPOINT", "ACCESS_KEY", "BEARER_TOKEN", "AUTH", "HUB"] {
        assert!(top.contains(&format!("WEBPUBSUB_{name}")), "{name}");
    }
    assert!(top.contains("close-all]"), "the short name");
}

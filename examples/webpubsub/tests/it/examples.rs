//! Every example of the help and of the README is run, by bash as it stands, against an emulator.

use crate::support::{Running, Service, bare, in_time, run, signal};
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;
use webpubsub_emulator::{Emulator, EntraApplication};
use webpubsub_hyper::ClientAccess;

/// What begins a line of an example that is run; other lines are output.
const BEGINNINGS: [&str; 7] = ["webpubsub ", "export ", "echo ", "date ", "source ", "if ", "az "];

/// Examples that end with another code than 0, because of what the emulator has at that moment.
const CODES: [(&str, i32); 2] = [("webpubsub has-permission ", 1), (r#"{"user_id": ""}"#, 2)];

/// A machine with the tool on its PATH, an emulator, and the files that the examples name.
struct Machine {
    service: Service,
    folder: PathBuf,
}

impl Machine {
    async fn new(name: &str) -> Self {
        let application = EntraApplication::new("contoso.example", "my-app", "s3cret");
        let emulator = Emulator::builder().entra(application).start().await.expect("starts");
        let folder = std::env::temp_dir().join(format!("webpubsub-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let call = r#"{"op": "send_to_group", "args": {"group": "lobby", "message": {"text": "hi"}}}"#;
        for file in ["calls.jsonl", "failed.jsonl"] {
            std::fs::write(folder.join(file), call).expect("written");
        }
        for file in ["results.jsonl", "picture.png"] {
            std::fs::write(folder.join(file), "").expect("written");
        }
        Self { service: Service { emulator }, folder }
    }

    /// bash with this script, in which the emulator takes the place of what examples name.
    fn bash(&self, script: &str, connection: &str) -> Command {
        let endpoint = self.service.emulator.endpoint();
        let script = script
            .replace("http://127.0.0.1:8080", endpoint)
            .replace("https://contoso.webpubsub.azure.com", endpoint)
            .replace("conn-7", connection)
            .replace(" --port 8080", "");
        // All variables are those of the tool's tests.
        let mut command = self.service.tool(&[]);
        let tool = Path::new(env!("CARGO_BIN_EXE_webpubsub")).parent().expect("a folder");
        let path = std::env::join_paths([tool, Path::new("/usr/bin"), Path::new("/bin")]).expect("a path");
        let variables: Vec<_> =
            command.as_std().get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
        command = Command::new("bash");
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.args(["--norc", "-c", &script]).current_dir(&self.folder).env("PATH", path);
        command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs an example after the lines that set its variables; returns its output.
    async fn run(&self, variables: &str, example: &str) -> String {
        let ann = self.service.client(&ClientAccess::new().user_id("ann").group("lobby")).await;
        let script = |example: &str| format!("{variables}\n{example}");
        if example.starts_with("webpubsub emulator") {
            let mut emulator = Running::start(self.bash(&script(&format!("exec {example} --port 0")), &ann.id));
            assert!(emulator.line().await.starts_with("Endpoint=http://"), "{example}");
            signal(&emulator.child, Signal::TERM);
            assert_eq!(emulator.code().await, 0, "{example}");
            return String::new();
        }
        if example.starts_with("webpubsub watch") {
            let ends = example.contains("--count") || example.contains("head");
            let example = if ends { example.to_owned() } else { format!("exec {example}") };
            let mut watch = Running::start(self.bash(&script(&example), &ann.id));
            assert!(watch.notice().await.contains("connected as "), "{example}");
            self.service.run(&["send", "--json", "[1]", "--to-all"]).await.ok();
            assert!(watch.line().await.contains("[1]"), "{example}");
            if !ends {
                signal(&watch.child, Signal::TERM);
            }
            assert_eq!(watch.code().await, 0, "{example}");
            return String::new();
        }
        let output = in_time(self.bash(&script(example), &ann.id).output()).await.expect("bash");
        let expected = CODES.iter().find(|(part, _)| example.contains(part)).map_or(0, |(_, code)| *code);
        assert_eq!(output.status.code(), Some(expected), "{example}: {output:?}");
        String::from_utf8(output.stdout).expect("text")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_command(line: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
}

/// Needs bash.
#[tokio::test]
async fn of_the_help() {
    let machine = Machine::new("help-examples").await;
    let listed = run(bare(&["-h"])).await.ok();
    let names = listed.split("Commands:\n").nth(1).expect("a list").split("\n\n").next().expect("its end");
    let names: Vec<&str> = names.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut count = 0;
    for name in names.iter().filter(|name| **name != "help").map(|name| vec![*name, "--help"]).chain([vec!["-h"]]) {
        let help = run(bare(&name)).await.ok();
        let (_, examples) = help.split_once("Example:").expect("an example");
        for example in
            examples.lines().map(str::trim).take_while(|line| !line.starts_with("Zsh")).filter(|line| is_command(line))
        {
            machine.run("", example).await;
            count += 1;
        }
    }
    assert!(count >= 36, "{count}");
}

/// Needs bash.
#[tokio::test]
async fn of_the_readme() {
    let machine = Machine::new("readme-examples").await;
    let readme = include_str!("../../README.md");
    let (mut variables, mut ran, mut outputs) = (String::new(), 0, 0);
    let mut printed = String::new();
    for line in readme.lines() {
        let Some(line) = line.strip_prefix("    ") else {
            // Variables are those of a block.
            if !line.is_empty() {
                variables.clear();
            }
            continue;
        };
        let line = line.strip_prefix("$ ").unwrap_or(line);
        if line.starts_with("{\"line\":") {
            assert!(printed.lines().any(|printed| printed == line), "{line} in {printed}");
            outputs += 1;
        }
        if line.starts_with("export ") {
            variables += line;
            variables += "\n";
        } else if let Some(rest) = line.strip_prefix("az login && ") {
            // Signing in by `az` is tested with a stand-in for it; here are the arguments of what follows.
            let rest = rest.replace("--auth azure-cli ", "");
            machine.run("", &rest).await;
            ran += 1;
        } else if is_command(line) {
            printed = machine.run(&variables, line).await;
            ran += 1;
        }
    }
    assert!(ran >= 18 && outputs == 2, "{ran}, {outputs}");
}

//! The program, from its first line to its exit code.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than any test takes.
const TIMEOUT: Duration = Duration::from_secs(60);

struct Program {
    child: Child,
    address: String,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_publisher"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().expect("started");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect("an address").to_owned();
        Self { child, address, stdout }
    }

    /// Reads `/metrics` until the series has at least this value.
    fn wait_for(&self, series: &str, least: u64) {
        let begin = Instant::now();
        while begin.elapsed() < TIMEOUT {
            let Some(page) = self.metrics() else { break };
            if page.lines().filter_map(|line| value(line, series)).any(|value| value >= least) {
                return;
            }
        }
        panic!("{series} did not reach {least}");
    }

    fn metrics(&self) -> Option<String> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ok()?;
        let mut page = String::new();
        stream.read_to_string(&mut page).ok()?;
        Some(page)
    }

    /// The rest of its output, after success.
    fn finish(mut self) -> String {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("text");
        assert!(self.child.wait().expect("ended").success(), "{rest}");
        rest
    }
}

fn value(line: &str, series: &str) -> Option<u64> {
    line.strip_prefix(series)?.trim().parse().ok()
}

#[test]
fn every_message_is_accounted_for() {
    let program = Program::start(&["--messages", "300", "--throttle", "20", "--restarts", "2"]);
    program.wait_for("webpubsub_retries_total{operation=\"send_to_group\",reason=\"429\"}", 1);
    let output = program.finish();
    assert!(output.contains("\n301 sent: ") || output.starts_with("301 sent: "), "{output}");
    assert!(output.contains(" 0 lost\n") && output.ends_with("all guarantees held\n"), "{output}");
    assert!(output.contains("; 3 connections\n"), "closed twice: {output}");
    let retries = output
        .lines()
        .filter_map(|line| value(line, "webpubsub_retries_total{operation=\"send_to_group\",reason=\"429\"}"));
    assert!(retries.sum::<u64>() >= 10, "{output}");
}

#[cfg(unix)]
#[test]
fn a_signal_lets_it_finish_what_is_in_flight() {
    let program = Program::start(&["--messages", "1000000", "--throttle", "0", "--restarts", "0"]);
    program.wait_for("publisher_messages_total{outcome=\"accepted\"}", 50);
    let sent = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let output = program.finish();
    let summary = output.lines().find(|line| line.contains(" sent: ")).expect("a summary");
    assert!(!summary.starts_with("1000001 ") && summary.contains(" 0 rejected, 0 unknown; 0 retries"), "{summary}");
    assert!(output.contains(" 0 missed while disconnected, 0 lost\n"), "{output}");
}

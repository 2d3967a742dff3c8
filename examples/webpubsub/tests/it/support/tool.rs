//! The tool as a child process.

use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

/// Ten times longer than any step takes.
const TIMEOUT: Duration = Duration::from_secs(60);

pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(TIMEOUT, work).await.expect("in time")
}

/// The tool without any of its variables.
pub(crate) fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_webpubsub"));
    for name in ["CONNECTION_STRING", "ENDPOINT", "ACCESS_KEY", "BEARER_TOKEN", "AUTH", "HUB"] {
        command.env_remove(format!("WEBPUBSUB_{name}"));
    }
    for name in ["AUTHORITY_HOST", "TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "FEDERATED_TOKEN_FILE"] {
        command.env_remove(format!("AZURE_{name}"));
    }
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command.env_remove("IDENTITY_ENDPOINT").env_remove("IDENTITY_HEADER").env_remove("IMDS_ENDPOINT");
    command.args(arguments).kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Its stdout, after success.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.stdout
    }

    #[track_caller]
    pub(crate) fn fails(&self, code: i32, text: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.stderr.contains(text), "{text} in {self:?}");
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("not killed"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// Runs without a reader of stdout from the start.
pub(crate) async fn unread(mut command: Command) -> Ran {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    command.stdout(writer);
    let child = command.spawn().expect("starts");
    // It holds the write end.
    drop(command);
    in_time(child.wait_with_output()).await.expect("runs").into()
}

pub(crate) async fn run(mut command: Command) -> Ran {
    in_time(command.output()).await.expect("runs").into()
}

/// Runs with `input` on standard input, which the tool need not read to its end.
pub(crate) async fn feed(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    let write = async move {
        let _ = stdin.write_all(input).await;
    };
    // Concurrently: pipes are short, and neither side may wait for the other.
    let ((), output) = in_time(async { tokio::join!(write, child.wait_with_output()) }).await;
    output.expect("runs").into()
}

/// A run beside the test.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) stdin: ChildStdin,
    stdout: Option<Lines<BufReader<ChildStdout>>>,
    stderr: Lines<BufReader<ChildStderr>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
        let (stdout, stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        Self {
            stdin: child.stdin.take().expect("piped"),
            stdout: Some(BufReader::new(stdout).lines()),
            stderr: BufReader::new(stderr).lines(),
            child,
        }
    }

    pub(crate) async fn line(&mut self) -> String {
        let stdout = self.stdout.as_mut().expect("not closed");
        in_time(stdout.next_line()).await.expect("text").expect("a line on stdout")
    }

    /// Closes the reader's end of stdout, as `head` does.
    pub(crate) fn close_stdout(&mut self) {
        self.stdout = None;
    }

    pub(crate) async fn notice(&mut self) -> String {
        in_time(self.stderr.next_line()).await.expect("text").expect("a line on stderr")
    }

    pub(crate) async fn write_part(&mut self, part: &str) {
        in_time(self.stdin.write_all(part.as_bytes())).await.expect("read");
    }

    pub(crate) async fn write(&mut self, line: &str) {
        self.stdin.write_all(format!("{line}\n").as_bytes()).await.expect("read");
    }

    /// The exit code and what is left on stderr, without an end of standard input.
    pub(crate) async fn ended(&mut self) -> (i32, String) {
        let code = in_time(self.child.wait()).await.expect("ends").code().expect("not killed");
        let mut notices = String::new();
        while let Some(line) = in_time(self.stderr.next_line()).await.expect("text") {
            notices += &line;
        }
        (code, notices)
    }

    pub(crate) async fn code(mut self) -> i32 {
        drop(self.stdin);
        in_time(self.child.wait()).await.expect("ends").code().expect("not killed")
    }
}

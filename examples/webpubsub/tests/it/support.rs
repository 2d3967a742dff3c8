//! The tool as a child process, an emulator for it, and a client to see what arrives.

use futures_util::StreamExt as _;
use serde_json::Value;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_emulator::Emulator;
use webpubsub_hyper::{ClientAccess, WebPubSubServiceClient};

/// Nothing here takes a tenth of it.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, work).await.expect("in time")
}

/// The tool with an environment that says nothing.
pub(crate) fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_webpubsub"));
    for name in ["CONNECTION_STRING", "ENDPOINT", "ACCESS_KEY", "BEARER_TOKEN", "HUB"] {
        command.env_remove(format!("WEBPUBSUB_{name}"));
    }
    command.args(arguments).kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// How a run ended.
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
    pub(crate) fn fails(&self, code: i32, says: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.stderr.contains(says), "{says} in {self:?}");
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

pub(crate) async fn run(mut command: Command) -> Ran {
    in_time(command.output()).await.expect("runs").into()
}

/// Runs with `input` on standard input.
pub(crate) async fn feed(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input).await.expect("read");
    drop(stdin);
    in_time(child.wait_with_output()).await.expect("runs").into()
}

/// A run that goes on while the test does.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: Lines<BufReader<ChildStderr>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
        let (stdout, stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        Self {
            stdin: child.stdin.take().expect("piped"),
            stdout: BufReader::new(stdout).lines(),
            stderr: BufReader::new(stderr).lines(),
            child,
        }
    }

    pub(crate) async fn line(&mut self) -> String {
        in_time(self.stdout.next_line()).await.expect("text").expect("a line on stdout")
    }

    pub(crate) async fn notice(&mut self) -> String {
        in_time(self.stderr.next_line()).await.expect("text").expect("a line on stderr")
    }

    pub(crate) async fn say(&mut self, line: &str) {
        self.stdin.write_all(format!("{line}\n").as_bytes()).await.expect("read");
    }

    pub(crate) async fn code(mut self) -> i32 {
        drop(self.stdin);
        in_time(self.child.wait()).await.expect("ends").code().expect("not killed")
    }
}

/// An emulator, and the tool that is set up for it.
pub(crate) struct Service {
    pub(crate) emulator: Emulator,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self { emulator: Emulator::start().await.expect("starts") }
    }

    pub(crate) fn tool(&self, arguments: &[&str]) -> Command {
        let mut command = bare(arguments);
        command.env("WEBPUBSUB_CONNECTION_STRING", self.emulator.connection_string()).env("WEBPUBSUB_HUB", "chat");
        command
    }

    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        run(self.tool(arguments)).await
    }

    /// A client of the JSON subprotocol.
    pub(crate) async fn client(&self, access: &ClientAccess) -> Client {
        let service = WebPubSubServiceClient::from_connection_string(self.emulator.connection_string(), "chat");
        let access = service.expect("client").client_access_token(access).await.expect("token");
        let mut request = access.url().expose().into_client_request().expect("URL");
        let protocol = "json.webpubsub.azure.v1".parse().expect("header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (socket, _) = in_time(Box::pin(connect_async(request))).await.expect("connected");
        let client = Client { socket, id: String::new() };
        client.connected().await
    }

    /// A client of the user ann.
    pub(crate) async fn ann(&self) -> Client {
        self.client(&ClientAccess::new().user_id("ann")).await
    }
}

/// A connected client.
pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) id: String,
}

impl Client {
    /// Reads the greeting, which says who it is.
    async fn connected(mut self) -> Self {
        let greeting = self.next().await;
        Self { id: greeting["connectionId"].as_str().expect("id").to_owned(), ..self }
    }

    /// The next envelope.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            match in_time(self.socket.next()).await.expect("open").expect("a frame") {
                Frame::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Frame::Ping(_) | Frame::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Type and content of the next message.
    pub(crate) async fn message(&mut self) -> (String, Value) {
        let envelope = self.next().await;
        assert_eq!(envelope["type"], "message", "{envelope}");
        (envelope["dataType"].as_str().expect("type").to_owned(), envelope["data"].clone())
    }

    /// Why the service closed it, as it says to clients of a subprotocol: the reason is at the end.
    pub(crate) async fn goodbye(&mut self) -> String {
        let envelope = self.next().await;
        assert_eq!(envelope["event"], "disconnected", "{envelope}");
        envelope["message"].as_str().unwrap_or_default().to_owned()
    }
}

//! A server with responses that the emulator does not send.

use super::{bare, in_time};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server that sends one response on each connection, status and body (status 0: none), and returns the heads of the
/// requests.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    heads: JoinHandle<Vec<String>>,
}

impl Server {
    /// The service's request id in each response.
    pub(crate) const REQUEST_ID: &'static str = "id-of-the-service";

    pub(crate) async fn start(responses: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let endpoint = format!("http://{}", listener.local_addr().expect("address"));
        let responses: Vec<(u16, String)> =
            responses.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
        let heads = tokio::spawn(async move {
            let mut heads = Vec::new();
            for (status, body) in responses {
                let (connection, _) = listener.accept().await.expect("a connection");
                let mut connection = BufReader::new(connection);
                heads.push(read(&mut connection).await.expect("a request").0);
                if status != 0 {
                    respond(&mut connection, status, &body).await;
                }
            }
            heads
        });
        Self { endpoint, heads }
    }

    /// The tool with its variables set for this server.
    pub(crate) fn tool(&self, arguments: &[&str]) -> tokio::process::Command {
        tool(&self.endpoint, arguments)
    }

    pub(crate) async fn heads(self) -> Vec<String> {
        in_time(self.heads).await.expect("all responses sent")
    }
}

/// A server whose responses the test sends, one by one.
pub(crate) struct ByHand {
    pub(crate) endpoint: String,
    listener: TcpListener,
}

impl ByHand {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        Self { endpoint: format!("http://{}", listener.local_addr().expect("address")), listener }
    }

    pub(crate) fn tool(&self, arguments: &[&str]) -> tokio::process::Command {
        tool(&self.endpoint, arguments)
    }

    /// The next request, which has no response yet.
    pub(crate) async fn request(&self) -> Request {
        let (connection, _) = in_time(self.listener.accept()).await.expect("a connection");
        let mut connection = BufReader::new(connection);
        let (head, _) = in_time(read(&mut connection)).await.expect("a request");
        Request { head, connection }
    }

    /// Responds to the next request.
    pub(crate) async fn respond(&self, status: u16, body: &str) -> String {
        self.request().await.respond(status, body).await
    }
}

/// A request; dropping it ends its connection.
pub(crate) struct Request {
    head: String,
    connection: BufReader<TcpStream>,
}

impl Request {
    /// Responds, and returns the request's head.
    pub(crate) async fn respond(mut self, status: u16, body: &str) -> String {
        respond(&mut self.connection, status, body).await;
        self.head
    }
}

pub(super) fn tool(endpoint: &str, arguments: &[&str]) -> tokio::process::Command {
    let mut command = bare(arguments);
    command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey=key"));
    command.env("WEBPUBSUB_HUB", "chat");
    command
}

async fn respond(connection: &mut BufReader<TcpStream>, status: u16, body: &str) {
    let (length, id) = (body.len(), Server::REQUEST_ID);
    let response = format!(
        "HTTP/1.1 {status} \r\nx-ms-request-id: {id}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    connection.write_all(response.as_bytes()).await.expect("written");
}

/// Reads a request to its end, because an unread rest would reset the connection; returns its head and body. None if the
/// connection is closed instead.
pub(super) async fn read(connection: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if connection.read_line(&mut head).await.is_ok_and(|read| read == 0) || head.is_empty() {
            return None;
        }
    }
    let head = head.to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await.ok()?;
    Some((head, String::from_utf8_lossy(&body).into_owned()))
}

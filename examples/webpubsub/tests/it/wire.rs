//! What goes over the wire, and what is made of answers that no emulator gives.

use crate::support::{bare, feed, in_time, run};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server that gives each connection one answer, status and body (status 0: none), and hands back the requests' heads.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    heads: JoinHandle<Vec<String>>,
}

impl Server {
    pub(crate) async fn start(answers: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let endpoint = format!("http://{}", listener.local_addr().expect("address"));
        let answers: Vec<(u16, String)> = answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
        let heads = tokio::spawn(async move {
            let mut heads = Vec::new();
            for (status, body) in answers {
                let (connection, _) = listener.accept().await.expect("a connection");
                let mut connection = BufReader::new(connection);
                heads.push(read(&mut connection).await);
                let length = body.len();
                let answer =
                    format!("HTTP/1.1 {status} \r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
                if status != 0 {
                    connection.write_all(answer.as_bytes()).await.expect("written");
                }
            }
            heads
        });
        Self { endpoint, heads }
    }

    fn tool(&self, arguments: &[&str]) -> tokio::process::Command {
        let mut command = bare(arguments);
        command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={};AccessKey=key", self.endpoint));
        command.env("WEBPUBSUB_HUB", "chat");
        command
    }

    pub(crate) async fn heads(self) -> Vec<String> {
        in_time(self.heads).await.expect("all answers given")
    }
}

/// Reads a request to its end, for whoever leaves a part unread resets the connection; returns its head.
async fn read(connection: &mut BufReader<TcpStream>) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(connection.read_line(&mut head).await.expect("text"), 0, "{head}");
    }
    let head = head.to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok()).unwrap_or(0);
    connection.read_exact(&mut vec![0; length]).await.expect("a whole body");
    head
}

const ACCEPTED: (u16, &str) = (202, "");

#[tokio::test]
async fn options_shape_the_request() {
    let server = Server::start(&[ACCEPTED]).await;
    let arguments = ["send-to-all", "--text", "hi", "--api-version", "2023-07-01", "--header", "X-Gate=a=b"];
    run(server.tool(&arguments)).await.ok();
    let heads = server.heads().await;
    assert!(heads[0].starts_with("post /api/hubs/chat/:send?api-version=2023-07-01 "), "{heads:?}");
    assert!(heads[0].contains("\r\nx-gate: a=b\r\n"), "{heads:?}");
    assert!(heads[0].contains("\r\nuser-agent: webpubsub-cli/"), "{heads:?}");
}

#[tokio::test]
async fn a_gateway_gets_the_request() {
    let gateway = Server::start(&[ACCEPTED, ACCEPTED]).await;
    let through = format!("{}/base", gateway.endpoint);
    let mut tool = bare(&["send-to-all", "--text", "hi", "--hub", "chat", "--reverse-proxy-endpoint", &through]);
    tool.env("WEBPUBSUB_CONNECTION_STRING", "Endpoint=https://contoso.example;AccessKey=key");
    run(tool).await.ok();
    let client = json!({"endpoint": "https://contoso.example", "reverse_proxy_endpoint": gateway.endpoint});
    let call = json!({"op": "send_to_all", "args": {"message": {"text": "hi"}}, "client": client});
    feed(bare(&["batch"]), call.to_string().as_bytes()).await.ok();
    let heads = gateway.heads().await;
    assert!(heads[0].starts_with("post /base/api/hubs/chat/:send?"), "{heads:?}");
    assert!(heads[1].starts_with("post /api/hubs/chat/:send?"), "{heads:?}");
}

#[tokio::test]
async fn a_batch_lines_client_shapes_the_request() {
    let server = Server::start(&[ACCEPTED]).await;
    let client = json!({
        "kind": "key", "key": "another", "hub": "news", "api_version": "2024-01-01", "user_agent": "mine/1",
        "request_id": "my-req-id", "call_headers": {"x-my": "1"}, "log": "verbose",
    });
    let call = json!({"op": "send_to_all", "args": {"message": {"bytes_b64": "AP8="}}, "client": client});
    let output = feed(server.tool(&["batch"]), call.to_string().as_bytes()).await.ok();
    assert_eq!(output, "{\"returned\":null}\n");
    let heads = server.heads().await;
    for part in [
        "post /api/hubs/news/:send?api-version=2024-01-01 ",
        "\r\nuser-agent: mine/1 ",
        "\r\nx-ms-client-request-id: my-req-id\r\n",
        "\r\nx-my: 1\r\n",
        "\r\ncontent-type: application/octet-stream\r\n",
    ] {
        assert!(heads[0].contains(part), "{part}: {heads:?}");
    }
}

#[tokio::test]
async fn failures_in_a_batch_keep_what_the_service_said() {
    let refused = (409, r#"{"code": "A.B", "message": "c d"}"#);
    let server = Server::start(&[refused, (500, ""), (0, "")]).await;
    let call = json!({"op": "send_to_all", "args": {"message": {"json": null}}}).to_string();
    let output = feed(server.tool(&["batch"]), format!("{call}\n{call}\n{call}\n").as_bytes()).await.ok();
    let results: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for (result, kind, status, code, uncertain) in [
        (&results[0], "ServiceError", json!(409), json!("A.B"), false),
        (&results[1], "ServiceError", json!(500), Value::Null, true),
        (&results[2], "TransportError", Value::Null, Value::Null, true),
    ] {
        let raised = &result["raised"];
        assert_eq!((&raised["type"], &raised["status"], &raised["code"]), (&kind.into(), &status, &code));
        assert_eq!((&raised["sent"], &raised["mayHaveTakenEffect"]), (&true.into(), &uncertain.into()), "{raised}");
    }
    assert!(results[0]["raised"]["message"].as_str().expect("text").contains("c d"));
    server.heads().await;
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let page = (200, r#"{"value":[{"connectionId":"c1"}],"nextLink":"http://elsewhere.example/x"}"#);
    let server = Server::start(&[page, page]).await;
    let listed = run(server.tool(&["list-connections", "lobby"])).await;
    listed.fails(1, "points to another host");
    assert_eq!(listed.stdout, "", "a part is not passed off as the whole");
    let call = json!({"op": "list_connections", "args": {"group": "lobby"}}).to_string();
    let result: Value = serde_json::from_str(&feed(server.tool(&["batch"]), call.as_bytes()).await.ok()).expect("JSON");
    assert_eq!((&result["raised"]["type"], &result["raised"]["sent"]), (&"BuildError".into(), &true.into()));
    server.heads().await;
}

#[tokio::test]
async fn a_raw_requests_failure_is_told_apart() {
    let server = Server::start(&[(418, "tea"), (500, "")]).await;
    let refused = run(server.tool(&["request", "POST", "/x", "--json", "{}"])).await;
    assert_eq!((refused.code, &*refused.stdout), (1, "tea"));
    assert_eq!(run(server.tool(&["request", "POST", "/x"])).await.code, 4);
    assert!(server.heads().await[0].contains("\r\ncontent-type: application/json\r\n"));
}

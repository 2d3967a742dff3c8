//! Requests on the wire.

use crate::support::{Server, bare, feed, run};
use serde_json::json;

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
async fn a_gateway_receives_the_request() {
    let gateway = Server::start(&[ACCEPTED, ACCEPTED]).await;
    let through = format!("{}/base", gateway.endpoint);
    let mut tool = bare(&["send-to-all", "--text", "hi", "--hub", "chat", "--gateway", &through]);
    tool.env("WEBPUBSUB_CONNECTION_STRING", "Endpoint=https://contoso.example;AccessKey=key");
    run(tool).await.ok();
    let client = json!({
        "endpoint": "https://contoso.example", "key": "key", "hub": "chat", "reverse_proxy_endpoint": gateway.endpoint,
    });
    let call = json!({"op": "send_to_all", "args": {"message": {"text": "hi"}}, "client": client});
    feed(bare(&["batch"]), call.to_string().as_bytes()).await.ok();
    let heads = gateway.heads().await;
    assert!(heads[0].starts_with("post /base/api/hubs/chat/:send?"), "{heads:?}");
    assert!(heads[1].starts_with("post /api/hubs/chat/:send?"), "{heads:?}");
}

#[tokio::test]
async fn the_client_of_a_batch_line_shapes_the_request() {
    let server = Server::start(&[ACCEPTED]).await;
    let client = json!({
        "kind": "key", "key": "another", "hub": "news", "api_version": "2024-01-01", "user_agent": "mine/1",
        "request_id": "my-req-id", "call_headers": {"x-my": "1"},
    });
    let call = json!({"op": "send_to_all", "args": {"message": {"bytes_b64": "AP8="}}, "client": client});
    let output = feed(server.tool(&["batch"]), call.to_string().as_bytes()).await.ok();
    assert_eq!(output, "{\"line\":1,\"returned\":null}\n");
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
async fn health_is_sent_without_authorization() {
    let server = Server::start(&[(200, ""), (200, ""), (200, "")]).await;
    let endpoint = server.endpoint.clone();
    run(server.tool(&["health"])).await.ok();
    // A sign-in that lacks its variables does not matter.
    run(bare(&["health", "--endpoint", &endpoint, "--auth", "client-secret"])).await.ok();
    let call = json!({"op": "health", "client": {"endpoint": endpoint}}).to_string();
    assert_eq!(feed(bare(&["batch"]), call.as_bytes()).await.ok(), "{\"line\":1,\"returned\":null}\n");
    for head in server.heads().await {
        assert!(head.starts_with("head /api/health?") && !head.contains("\r\nauthorization:"), "{head}");
    }
}

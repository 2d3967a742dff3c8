//! Responses that the emulator does not send.

use crate::batch::results;
use crate::support::{Server, feed, run};
use serde_json::{Value, json};

#[tokio::test]
async fn failures_in_a_batch_keep_what_the_service_responds() {
    let conflict = (409, r#"{"code": "A.B", "message": "c d"}"#);
    let server = Server::start(&[conflict, (500, ""), (0, "")]).await;
    let call = json!({"op": "send_to_all", "args": {"message": {"json": null}}}).to_string();
    let ran = feed(server.tool(&["batch"]), format!("{call}\n{call}\n{call}\n").as_bytes()).await;
    assert_eq!(ran.code, 4, "{ran:?}");
    let results = results(&ran.stdout);
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
    let heads = server.heads().await;
    for ((result, head), service_id) in
        results.iter().zip(&heads).zip([Some(Server::REQUEST_ID), Some(Server::REQUEST_ID), None])
    {
        let raised = &result["raised"];
        let client_id = raised["clientRequestId"].as_str().expect("text");
        assert!(head.contains(&format!("\r\nx-ms-client-request-id: {client_id}\r\n")), "{raised}: {head}");
        assert_eq!(raised["serviceRequestId"].as_str(), service_id, "{raised}");
    }
}

#[tokio::test]
async fn an_error_has_both_request_ids() {
    let server = Server::start(&[(409, "busy")]).await;
    let rejected = run(server.tool(&["send-to-all", "--text", "hi"])).await;
    rejected.fails(1, &format!(": busy (service request id {})\n", Server::REQUEST_ID));
    assert!(rejected.stderr.contains(" (request "), "the client's own: {rejected:?}");
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let page = (200, r#"{"value":[{"connectionId":"c1"}],"nextLink":"http://elsewhere.example/x"}"#);
    let server = Server::start(&[page, page]).await;
    let listed = run(server.tool(&["list-connections", "lobby"])).await;
    listed.fails(1, "points to another host");
    assert_eq!(listed.stdout, "c1\t\n", "what came before");
    let call = json!({"op": "list_connections", "args": {"group": "lobby"}}).to_string();
    let ran = feed(server.tool(&["batch"]), call.as_bytes()).await;
    assert_eq!(ran.code, 1, "{ran:?}");
    let result = &results(&ran.stdout)[0];
    assert_eq!((&result["raised"]["type"], &result["raised"]["sent"]), (&"BuildError".into(), &true.into()));
    server.heads().await;
}

#[tokio::test]
async fn failures_of_raw_requests_have_their_exit_codes() {
    let server =
        Server::start(&[(418, "tea"), (500, ""), (404, ""), (404, ""), (307, ""), (599, ""), (200, "ok")]).await;
    let rejected = run(server.tool(&["request", "POST", "/x", "--json", "{}"])).await;
    assert_eq!((rejected.code, &*rejected.stdout), (1, "tea"));
    rejected.fails(1, "webpubsub: the service responded 418 I'm a teapot\n");
    run(server.tool(&["request", "POST", "/x"])).await.fails(4, "responded 500 Internal Server Error");
    run(server.tool(&["request", "GET", "/nope"])).await.fails(1, "responded 404 Not Found");
    run(server.tool(&["request", "HEAD", "/nope"])).await.fails(1, "responded 404 Not Found");
    run(server.tool(&["request", "DELETE", "/x", "--retry", "never"]))
        .await
        .fails(1, "responded 307 Temporary Redirect");
    run(server.tool(&["request", "GET", "/x", "--retry", "never"])).await.fails(1, "responded 599");
    assert_eq!(run(server.tool(&["request", "GET", "/x"])).await.stderr, "");
    assert!(server.heads().await[0].contains("\r\ncontent-type: application/json\r\n"));
}

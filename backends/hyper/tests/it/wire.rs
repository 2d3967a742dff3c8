//! What goes out, byte for byte where it matters, and what comes back.

use crate::support::{answering, client, client_with};
use std::time::Duration;
use webpubsub_hyper::operations::{ConnectionExists, RawRequest};
use webpubsub_hyper::{CallOptions, ErrorKind, HyperTransport, Message, Method, RetryPlan, TransportErrorKind};

const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

fn kind(error: &webpubsub_hyper::Error) -> Option<TransportErrorKind> {
    match error.kind() {
        ErrorKind::Transport(error) => Some(error.kind()),
        _ => None,
    }
}

#[tokio::test]
async fn headers_of_a_send() {
    let (address, seen) = answering(ACCEPTED);
    let options = CallOptions::new().user_agent("my-app/1.0").request_id("id-1").header("x-gateway-key", "open");
    let client = client(address).with(options);
    client.send_to_group("a/b c", Message::json(&1).expect("json")).await.expect("accepted");
    let seen = seen.recv().expect("a request");
    assert_eq!(
        seen.head.lines().next(),
        Some("POST /api/hubs/chat/groups/a%2Fb%20c/:send?api-version=2024-12-01 HTTP/1.1")
    );
    assert_eq!(seen.body, b"1");
    assert_eq!(seen.header("content-length"), Some("1"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("host"), Some(address.to_string().as_str()));
    assert_eq!(seen.header("x-ms-client-request-id"), Some("id-1"));
    assert_eq!(seen.header("x-gateway-key"), Some("open"));
    assert!(seen.header("user-agent").expect("an agent").starts_with("my-app/1.0 webpubsub-rust/"));
    assert!(seen.header("authorization").expect("a token").starts_with("Bearer eyJ"));
}

#[tokio::test]
async fn a_post_without_a_body_says_so() {
    let (address, seen) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = client(address);
    client.send_request(RawRequest::new(Method::POST, "/api/x")).await.expect("answered");
    assert_eq!(seen.recv().expect("a request").header("content-length"), Some("0"));
    client.send_request(RawRequest::new(Method::PUT, "/api/x")).await.expect("answered");
    assert_eq!(seen.recv().expect("a request").header("content-length"), Some("0"));
    assert!(client.call(&ConnectionExists::new("c")).await.expect("answered"));
    assert_eq!(seen.recv().expect("a request").header("content-length"), None);
}

#[tokio::test]
async fn redirects_and_errors_are_answers() {
    for (answer, status) in [
        ("HTTP/1.1 307 R\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", 307),
        ("HTTP/1.1 400 B\r\ncontent-length: 0\r\n\r\n", 400),
    ] {
        let (address, seen) = answering(answer);
        let error = client(address).send_to_all(Message::text("x")).await.expect_err("no success");
        assert_eq!((error.status(), error.attempts()), (Some(status), 1));
        drop(seen);
    }
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = client(address).with(CallOptions::new().retry(RetryPlan::never()));
    let error = client.send_to_all(Message::text("x")).await.expect_err("nobody there");
    assert_eq!(kind(&error), Some(TransportErrorKind::NotSent));
    assert!(!error.may_have_taken_effect(), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn a_connection_dropped_after_the_request_is_interrupted() {
    let address = crate::support::serve(|mut stream| drop(crate::support::read_request(&mut stream)));
    let error = client(address).send_to_all(Message::text("x")).await.expect_err("no answer");
    assert_eq!((kind(&error), error.attempts()), (Some(TransportErrorKind::Interrupted), 1));
    assert!(error.may_have_taken_effect());
    assert!(error.to_string().contains("may have been accepted"), "{error}");
}

#[tokio::test]
async fn no_answer_within_the_limit() {
    let address = crate::support::serve(|mut stream| {
        crate::support::read_request(&mut stream);
        // Ends when the client gives up and closes: dropping the call cancels it.
        crate::support::read_request(&mut stream);
    });
    let options = CallOptions::new().attempt_limit(Duration::from_millis(50));
    let error = client(address).with(options).send_to_all(Message::text("x")).await.expect_err("no answer");
    assert!(error.is_timeout() && error.may_have_taken_effect(), "{error}");
}

#[tokio::test]
async fn answers_are_capped() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n",
    ] {
        let (address, _seen) = answering(answer);
        let get = RawRequest::new(Method::GET, "/api/x");
        let tight = client_with(address, HyperTransport::builder().answer_cap(10).build());
        let error = tight.send_request(get.clone()).await.expect_err("over the cap");
        assert_eq!((kind(&error), error.attempts()), (Some(TransportErrorKind::AnswerTooLarge), 1));
        let wide = client_with(address, HyperTransport::builder().answer_cap(11).build());
        assert_eq!(wide.send_request(get).await.expect("within").body.as_ref(), b"hello world");
    }
}

#[tokio::test]
async fn connecting_has_a_limit() {
    // Accepts TCP and then says nothing: TLS never completes.
    let (close, closed) = std::sync::mpsc::channel::<()>();
    let closed = std::sync::Mutex::new(closed);
    let address = crate::support::serve(move |stream| {
        let _ = closed.lock().map(|closed| closed.recv());
        drop(stream);
    });
    let transport = HyperTransport::builder().connect_limit(Duration::from_millis(50)).build();
    let target = webpubsub_hyper::Target::new(&format!("https://{address}"), "chat").expect("a target");
    let key = webpubsub_hyper::AccessKey::new("k").expect("a key");
    let client = webpubsub_hyper::WebPubSubServiceClient::with_transport(transport, target, key);
    let client = client.with(CallOptions::new().retry(RetryPlan::never()));
    let error = client.send_to_all(Message::text("x")).await.expect_err("no TLS");
    assert_eq!(kind(&error), Some(TransportErrorKind::NotSent), "{error}");
    drop(close);
}

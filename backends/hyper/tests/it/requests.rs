//! The requests that the transport writes, byte for byte where it matters, and what it makes of the responses.

use crate::support::{client, client_with};
use std::time::Duration;
use webpubsub_hyper::operations::{ConnectionExists, RawRequest};
use webpubsub_hyper::{CallOptions, ErrorKind, HyperTransport, Message, Method, RetryPolicy, TransportErrorKind};
use webpubsub_test_servers::responding;

const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

fn kind(error: &webpubsub_hyper::Error) -> Option<TransportErrorKind> {
    match error.kind() {
        ErrorKind::Transport(error) => Some(error.kind()),
        _ => None,
    }
}

#[tokio::test]
async fn headers_of_a_send() {
    let (address, received) = responding(ACCEPTED);
    let options = CallOptions::new().user_agent("my-app/1.0").client_request_id("id-1").header("x-gateway-key", "open");
    let client = client(address).with_options(options);
    client.send_to_group("a/b c", Message::json(&1).expect("json")).await.expect("accepted");
    let received = received.recv().expect("a request");
    assert_eq!(
        received.head.lines().next(),
        Some("POST /api/hubs/chat/groups/a%2Fb%20c/:send?api-version=2024-12-01 HTTP/1.1")
    );
    assert_eq!(received.body, b"1");
    assert_eq!(received.header("content-length"), Some("1"));
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("accept"), Some("application/json"));
    assert_eq!(received.header("host"), Some(address.to_string().as_str()));
    assert_eq!(received.header("x-ms-client-request-id"), Some("id-1"));
    assert_eq!(received.header("x-gateway-key"), Some("open"));
    assert!(received.header("user-agent").expect("an agent").starts_with("my-app/1.0 webpubsub-rust/"));
    assert!(received.header("authorization").expect("a token").starts_with("Bearer eyJ"));
}

#[tokio::test]
async fn a_request_with_room_for_a_body_has_a_content_length() {
    let (address, received) = responding("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = client(address);
    for method in [Method::Post, Method::Put, Method::Patch] {
        client.send_request(RawRequest::new(method, "/api/x")).await.expect("a response");
        assert_eq!(received.recv().expect("a request").header("content-length"), Some("0"), "{method:?}");
    }
    assert!(client.call(&ConnectionExists::new("c")).await.expect("a response"));
    assert_eq!(received.recv().expect("a request").header("content-length"), None);
}

#[tokio::test]
async fn redirects_and_errors_are_responses() {
    for (response, status) in [
        ("HTTP/1.1 307 R\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", 307),
        ("HTTP/1.1 400 B\r\ncontent-length: 0\r\n\r\n", 400),
    ] {
        let (address, received) = responding(response);
        let error = client(address).send_to_all(Message::text("x")).await.expect_err("no success");
        assert_eq!((error.status(), error.attempts()), (Some(status), 1));
        drop(received);
    }
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = client(address).with_options(CallOptions::new().retry(RetryPolicy::never()));
    let error = client.send_to_all(Message::text("x")).await.expect_err("no server");
    assert_eq!(kind(&error), Some(TransportErrorKind::NotSent));
    assert!(!error.may_have_taken_effect(), "{error}");
    assert!(format!("{error:?}").contains("refused"), "{error}");
}

#[tokio::test]
async fn a_connection_dropped_after_the_request_is_interrupted() {
    let address = webpubsub_test_servers::serve(|mut stream| drop(webpubsub_test_servers::read_request(&mut stream)));
    let error = client(address).send_to_all(Message::text("x")).await.expect_err("no response");
    assert_eq!((kind(&error), error.attempts()), (Some(TransportErrorKind::Interrupted), 1));
    assert!(error.may_have_taken_effect());
    assert!(error.to_string().contains("may have been accepted"), "{error}");
}

#[tokio::test]
async fn no_response_within_the_attempt_timeout() {
    let address = webpubsub_test_servers::serve(|mut stream| {
        webpubsub_test_servers::read_request(&mut stream);
        // Ends when the client closes the connection: dropping the call cancels it.
        webpubsub_test_servers::read_request(&mut stream);
    });
    // In which a busy machine sends the request.
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(500));
    let error = client(address).with_options(options).send_to_all(Message::text("x")).await.expect_err("no response");
    assert!(error.is_timeout() && error.may_have_taken_effect(), "{error}");
}

#[tokio::test]
async fn responses_over_the_maximum_size_are_errors() {
    for response in [
        "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n",
    ] {
        let (address, _received) = responding(response);
        let get = RawRequest::new(Method::Get, "/api/x");
        let smaller = client_with(address, HyperTransport::builder().max_response_size(10).build());
        let error = smaller.send_request(get.clone()).await.expect_err("too large");
        assert_eq!((kind(&error), error.attempts()), (Some(TransportErrorKind::ResponseTooLarge), 1));
        let equal = client_with(address, HyperTransport::builder().max_response_size(11).build());
        assert_eq!(equal.send_request(get).await.expect("not too large").body.as_ref(), b"hello world");
    }
}

#[tokio::test]
async fn connecting_has_a_timeout() {
    // Accepts TCP and then sends nothing: TLS never completes.
    let (close, closed) = std::sync::mpsc::channel::<()>();
    let closed = std::sync::Mutex::new(closed);
    let address = webpubsub_test_servers::serve(move |stream| {
        let _ = closed.lock().map(|closed| closed.recv());
        drop(stream);
    });
    let transport = HyperTransport::builder().connect_timeout(Duration::from_millis(50)).build();
    let target = webpubsub_hyper::Target::new(&format!("https://{address}"), "chat").expect("a target");
    let key = webpubsub_hyper::AccessKey::new("k").expect("a key");
    let client = webpubsub_hyper::WebPubSubServiceClient::with_transport(transport, target, key);
    let client = client.with_options(CallOptions::new().retry(RetryPolicy::never()));
    let error = client.send_to_all(Message::text("x")).await.expect_err("no TLS");
    assert_eq!(kind(&error), Some(TransportErrorKind::NotSent), "{error}");
    drop(close);
}

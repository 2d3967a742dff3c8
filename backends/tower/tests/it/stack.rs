//! Layers of tower and tower-http around hyper-util's client.

use crate::support::{ATTEMPT, post, post_within, server};
use bytes::Bytes;
use http::Method;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::error::Error;
use std::net::TcpListener;
use std::time::Duration;
use tower::ServiceBuilder;
use webpubsub_emulator::Emulator;
use webpubsub_tower::transport::HttpTransport;
use webpubsub_tower::{Message, TowerTransport, TransportErrorKind, WebPubSubServiceClient};

fn client() -> Client<HttpConnector, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

/// A server that accepts connections, as the kernel does for it, and never responds.
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    (listener, url)
}

#[tokio::test]
async fn a_timeout_layer_ends_the_attempt() {
    let (_listener, url) = silent();
    let service = ServiceBuilder::new().timeout(Duration::from_millis(20)).service(client());
    let error = post(&TowerTransport::new(service, tokio::time::sleep), &url).await.expect_err("no response");
    assert_eq!(error.kind(), TransportErrorKind::Timeout, "{error:?}");
}

/// Gateways respond 411 without it, and hyper leaves it out.
#[tokio::test]
async fn a_request_with_room_for_a_body_has_a_content_length() {
    let (address, heads) = server();
    let transport = TowerTransport::new(client(), tokio::time::sleep);
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        let request = http::Request::builder().method(&method).uri(format!("http://{address}/")).body(Bytes::new());
        transport.send(request.expect("a request"), ATTEMPT).await.expect("a response");
        let head = heads.recv().expect("a request");
        assert!(head.to_ascii_lowercase().contains("\r\ncontent-length: 0\r\n"), "{head}");
    }
}

/// The only permit is taken: a call that does not get it in time was not sent, and one that waits longer is.
#[tokio::test]
async fn a_concurrency_limit_is_waited_for() {
    let ((_listener, silent), (address, heads)) = (silent(), server());
    let service = ServiceBuilder::new().concurrency_limit(1).service(client());
    let transport = TowerTransport::new(service, tokio::time::sleep);
    let url = format!("http://{address}");
    let mut holder = Box::pin(post(&transport, &silent));
    assert!(tokio::time::timeout(Duration::from_millis(20), &mut holder).await.is_err(), "it waits for a response");

    let in_vain = format!("{url}/in-vain");
    let error = post_within(&transport, &in_vain, Duration::from_millis(20)).await.expect_err("no permit");
    assert_eq!(error.kind(), TransportErrorKind::NotSent, "{error:?}");

    // A call that is dropped gives its permit back.
    drop(holder);
    assert_eq!(post(&transport, &url).await.expect("a response").as_u16(), 202);
    // The server takes one request after another.
    assert!(heads.recv().expect("it was sent").starts_with("POST / "), "the one before was sent too");
}

#[tokio::test]
async fn a_shed_call_was_not_sent() {
    let (_listener, url) = silent();
    let service = ServiceBuilder::new().load_shed().concurrency_limit(1).service(client());
    let transport = TowerTransport::new(service, tokio::time::sleep);
    let mut holder = Box::pin(post(&transport, &url));
    assert!(tokio::time::timeout(Duration::from_millis(20), &mut holder).await.is_err(), "it waits for a response");
    let error = post(&transport, &url).await.expect_err("overloaded");
    assert_eq!(error.kind(), TransportErrorKind::NotSent, "{error:?}");
    assert!(error.source().is_some_and(<dyn Error>::is::<tower::load_shed::error::Overloaded>));
}

/// A service behind a buffer, which is shared by a task, and boxed; called from spawned tasks.
#[tokio::test]
async fn a_buffered_and_boxed_stack_sends() {
    let emulator = Emulator::start().await.expect("a free port");
    let service = ServiceBuilder::new().boxed_clone_sync().buffer(8).service(client());
    let transport = TowerTransport::new(service, tokio::time::sleep);
    let client = WebPubSubServiceClient::from_connection_string_with(transport, emulator.connection_string(), "chat")
        .expect("a client")
        .into_shared();
    let calls: Vec<_> = (0..32)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.send_to_all(Message::text(number.to_string())).await })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("accepted");
    }
}

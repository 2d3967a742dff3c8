//! Calls that the emulator accepts or rejects.

use crate::EMULATOR;
use std::task::{Context, Waker};
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;
use webpubsub_wasm_fetch::operations::{Health, RawRequest};
use webpubsub_wasm_fetch::transport::HttpTransport;
use webpubsub_wasm_fetch::{
    AccessKey, CallOptions, ConnectionString, Error, ErrorKind, Message, Method, RetryPolicy, TransportErrorKind,
    WebPubSubServiceClient,
};

fn client() -> WebPubSubServiceClient {
    WebPubSubServiceClient::from_connection_string(EMULATOR, "chat").expect("a client")
}

#[wasm_bindgen_test]
async fn messages_of_each_kind_are_accepted() -> Result<(), Error> {
    let client = client();
    client.send_to_all(Message::text("hi")).await?;
    client.send_to_all(Message::json(&["hi"])?).await?;
    client.send_to_all(Message::binary(vec![0, 255])).await?;
    client.send_to_group("a/b c~'()*!;,é%2e", Message::text("hi")).await?;
    client.send_to_all(Message::binary(vec![7; Message::MAX_SIZE])).await
}

#[wasm_bindgen_test]
async fn each_method_arrives() -> Result<(), Error> {
    let client = client();
    assert!(!client.connection_exists("nobody").await?, "HEAD");
    assert_eq!(client.call_detailed(&Health::new()).await?.status, 200, "GET");
    client.close_all_connections().await?;
    client.remove_user_from_all_groups("nobody").await?;
    let put = client.add_connection_to_group("lobby", "nobody").await.expect_err("no such connection");
    assert_eq!((put.status(), put.attempts()), (Some(404), 1));
    assert!(put.service().expect("a response").code().is_some(), "{put}");
    Ok(())
}

#[wasm_bindgen_test]
async fn a_wrong_key_is_rejected_and_not_shown() {
    let endpoint = EMULATOR.parse::<ConnectionString>().expect("a connection string").endpoint().clone();
    let key = AccessKey::new("wrong-wrong-wrong-wrong-wrong-wrong-wrong").expect("a key");
    let client = WebPubSubServiceClient::new(endpoint.as_str(), "chat", key).expect("a client");
    let error = client.send_to_all(Message::text("hi")).await.expect_err("a wrong key");
    assert!(error.is_auth(), "{error}");
    assert!(!format!("{error} {error:?}").contains("wrong-wrong"), "{error:?}");
}

#[wasm_bindgen_test]
async fn a_refused_connection_may_have_taken_effect() {
    let key = AccessKey::new("key").expect("a key");
    // Browsers do not call port 1 at all; the error is the same on each platform.
    let client = WebPubSubServiceClient::new("http://127.0.0.1:1", "chat", key).expect("a client");
    let error = client.send_to_all(Message::text("hi")).await.expect_err("no server");
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!((cause.kind(), error.attempts()), (TransportErrorKind::Interrupted, 1));
    assert!(error.may_have_taken_effect(), "fetch hides the reason: {error}");
}

#[wasm_bindgen_test]
async fn what_the_platform_rejects_is_not_sent() {
    let client = client().with_options(CallOptions::new().retry(RetryPolicy::never()));
    let get = RawRequest::new(Method::Get, "/api/health").body("text/plain", "GET has no body here");
    let error = client.send_request(get).await.expect_err("a body");
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!(cause.kind(), TransportErrorKind::NotSent, "{error}");
}

/// References to JavaScript that a call leaked, whether completed or dropped midway, would add up with each call.
#[wasm_bindgen_test]
async fn calls_leave_nothing_behind() -> Result<(), Error> {
    let client = client();
    let mut held = Vec::new();
    for _ in 0..3 {
        for _ in 0..10 {
            client.send_to_all(Message::text("hi")).await?;
            let mut dropped = std::pin::pin!(client.send_to_all(Message::text("hi")));
            assert!(dropped.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        // The platform reports an aborted fetch a moment later.
        client.transport().sleep(Duration::from_millis(50)).await;
        held.push(wasm_bindgen::externref_heap_live_count());
    }
    assert_eq!((held[1], held[2]), (held[0], held[0]));
    Ok(())
}

//! mockall's expectations on `send`, and nothing else to expect.

use crate::now;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use webpubsub_mock::mockall::Sequence;
use webpubsub_mock::{
    ACCESS_KEY, AccessKey, Captured, ENDPOINT, Message, MockallTransport, SharedTransport, Target, answers,
};

fn hi() -> Message {
    Message::text("hi")
}

#[test]
fn a_sequence_in_virtual_time() {
    let (mut mock, mut order) = (MockallTransport::new(), Sequence::new());
    mock.expect_send()
        .withf(|request| Captured::of(request).attempt() == 1)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| answers::throttled(Duration::from_secs(50)));
    mock.expect_send()
        .withf(|request| Captured::of(request).message() == Some(Message::text("hi")))
        .times(1)
        .in_sequence(&mut order)
        .return_once(|request| answers::success(&request));
    let client = mock.client("chat");
    now(client.send_to_all(hi())).expect("sent at the second attempt");
    assert_eq!(client.transport().elapsed(), Duration::from_secs(50));
    assert_eq!(client.transport().waits(), [Duration::from_secs(50)]);
}

#[test]
fn every_helper_is_an_answer() {
    let mut mock = MockallTransport::new();
    let mut order = Sequence::new();
    let mut then = |answer: fn() -> answers::Answer| {
        mock.expect_send().times(1).in_sequence(&mut order).returning(move |_| answer());
    };
    then(|| answers::status(204));
    then(|| answers::error(404, "Error.Connection.NotExisted"));
    then(answers::dropped);
    then(answers::refused);
    then(|| answers::json(201, &1));
    let client = mock.client("chat");
    now(client.close_connection("c")).expect("closed");
    assert!(now(client.send_to_connection("c", hi())).expect_err("not there").is_not_found());
    assert!(now(client.send_to_all(hi())).expect_err("lost").may_have_taken_effect());
    assert_eq!(now(client.send_to_all(hi())).expect_err("201 is not accepted").attempts(), 2);
}

/// mockall prints the request that nothing expects; the token in it stays hidden.
#[test]
fn what_nothing_expects_panics_without_the_token() {
    let mut mock = MockallTransport::new();
    mock.expect_send().withf(|_| false).never();
    let client = mock.client("chat");
    let panic = catch_unwind(AssertUnwindSafe(|| now(client.send_to_all(hi())))).expect_err("nothing expects it");
    let text = panic.downcast_ref::<String>().expect("a text");
    assert!(text.contains("/api/hubs/chat/:send") && !text.contains("eyJ"), "{text}");
}

#[test]
fn what_was_expected_and_did_not_come_panics_at_the_end() {
    let mut mock = MockallTransport::new();
    mock.expect_send().times(1).returning(|request| answers::success(&request));
    let client = mock.client("chat");
    let clone = client.clone();
    drop(client);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(clone))).is_err());
}

/// For code that names `SharedTransport`, and spawns.
#[tokio::test]
async fn behind_a_shared_transport() {
    let mut mock = MockallTransport::new();
    mock.expect_send().times(2).returning(|request| answers::success(&request));
    let (target, key) = (Target::new(ENDPOINT, "chat").expect("a target"), AccessKey::new(ACCESS_KEY).expect("a key"));
    let client = webpubsub_core::WebPubSubServiceClient::with_transport(SharedTransport::new(mock), target, key);
    let spawned = client.clone();
    tokio::spawn(async move { spawned.send_to_all(hi()).await }).await.expect("ran").expect("sent");
    client.send_to_all(hi()).await.expect("sent");
}

//! mockall's expectations on `send`, and nothing else to expect.

use crate::now;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use webpubsub_mock::mockall::Sequence;
use webpubsub_mock::responses::SendResult;
use webpubsub_mock::{Captured, Message, MockallTransport, responses};

fn hi() -> Message {
    Message::text("hi")
}

#[test]
fn a_sequence_in_virtual_time() {
    let (mut mock, mut order) = (MockallTransport::new(), Sequence::new());
    mock.expect_send()
        .withf(|_, attempt| attempt.number == 1)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| responses::throttled(Duration::from_secs(50)));
    mock.expect_send()
        .withf(|request, attempt| Captured::of(request, *attempt).message() == Some(Message::text("hi")))
        .times(1)
        .in_sequence(&mut order)
        .return_once(|request, attempt| responses::success(&request, attempt));
    let client = mock.client("chat");
    now(client.send_to_all(hi())).expect("sent at the second attempt");
    assert_eq!(client.transport().elapsed(), Duration::from_secs(50));
    assert_eq!(client.transport().sleeps(), [Duration::from_secs(50)]);
}

#[test]
fn every_helper_is_a_result_of_send() {
    let mut mock = MockallTransport::new();
    let mut order = Sequence::new();
    let mut then = |respond: fn() -> SendResult| {
        mock.expect_send().times(1).in_sequence(&mut order).returning(move |_, _| respond());
    };
    then(|| responses::status(204));
    then(|| responses::error(404, "Error.Connection.NotExisted"));
    then(responses::connection_dropped);
    then(responses::connection_refused);
    then(|| responses::json(201, &1));
    let client = mock.client("chat");
    now(client.close_connection("c")).expect("closed");
    assert!(now(client.send_to_connection("c", hi())).expect_err("not there").is_not_found());
    assert!(now(client.send_to_all(hi())).expect_err("lost").may_have_taken_effect());
    assert_eq!(now(client.send_to_all(hi())).expect_err("201 is not accepted").attempts(), 2);
}

/// mockall prints the request that no expectation matches; its token stays hidden.
#[test]
fn an_unexpected_request_panics_without_the_token() {
    let mut mock = MockallTransport::new();
    mock.expect_send().withf(|_, _| false).never();
    let client = mock.client("chat");
    let panic = catch_unwind(AssertUnwindSafe(|| now(client.send_to_all(hi())))).expect_err("no expectation matches");
    let text = panic.downcast_ref::<String>().expect("a text");
    assert!(text.contains("/api/hubs/chat/:send") && !text.contains("eyJ"), "{text}");
}

#[test]
fn an_unmet_expectation_panics_at_the_end() {
    let mut mock = MockallTransport::new();
    mock.expect_send().times(1).returning(|request, attempt| responses::success(&request, attempt));
    let client = mock.client("chat");
    let clone = client.clone();
    drop(client);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(clone))).is_err());
}

/// For code that names `SharedClient`, and spawns.
#[tokio::test]
async fn behind_a_shared_client() {
    let mut mock = MockallTransport::new();
    mock.expect_send().times(2).returning(|request, attempt| responses::success(&request, attempt));
    let client = mock.client("chat").into_shared();
    let spawned = client.clone();
    tokio::spawn(async move { spawned.send_to_all(hi()).await }).await.expect("ran").expect("sent");
    client.send_to_all(hi()).await.expect("sent");
}

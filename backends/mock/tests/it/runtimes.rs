//! The same test on every runtime and on none.

use crate::now;
use std::time::Duration;
use webpubsub_mock::transport::SendHttpTransport;
use webpubsub_mock::{Error, GenericClient, Message, MockTransport, SharedClient};

/// Throttled, then not sent, then sent.
async fn exercise(mock: &MockTransport) -> Result<(), Error> {
    mock.respond_throttled(Duration::from_secs(60)).refuse_connection();
    mock.client("chat").send_to_all(Message::text("hi")).await
}

fn check(mock: &MockTransport) {
    assert_eq!(mock.captured().len(), 3);
    assert!(mock.elapsed() >= Duration::from_secs(60));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_tokio_spawned() {
    let mock = MockTransport::new();
    let inside = mock.clone();
    tokio::spawn(async move { exercise(&inside).await }).await.expect("ran").expect("sent");
    check(&mock);
}

#[test]
fn on_smol() {
    let mock = MockTransport::new();
    let inside = mock.clone();
    smol::block_on(smol::spawn(async move { exercise(&inside).await })).expect("sent");
    check(&mock);
}

#[test]
fn on_none() {
    let mock = MockTransport::new();
    now(exercise(&mock)).expect("sent");
    check(&mock);
}

/// Generic code with the `Send` trait as its bound takes the mock.
#[tokio::test]
async fn in_generic_code_that_spawns() {
    fn spawn<T: SendHttpTransport + 'static>(client: GenericClient<T>) -> tokio::task::JoinHandle<Result<(), Error>> {
        tokio::spawn(async move { client.send_to_all(Message::text("hi")).await })
    }
    let (client, mock) = webpubsub_mock::client("chat");
    spawn(client).await.expect("ran").expect("sent");
    assert_eq!(mock.messages(), [Message::text("hi")]);
}

/// Code that names `SharedClient` takes the mock.
#[tokio::test]
async fn in_code_with_one_type_that_spawns() {
    fn spawn(client: SharedClient) -> tokio::task::JoinHandle<Result<(), Error>> {
        tokio::spawn(async move { client.send_to_all(Message::text("hi")).await })
    }
    let mock = MockTransport::new();
    spawn(mock.shared_client("chat")).await.expect("ran").expect("sent");
    assert_eq!(mock.captured()[0].hub().as_deref(), Some("chat"));
    mock.captured()[0].claims().expect("signed");
}

//! The same test on every runtime and on none.

use crate::now;
use std::time::Duration;
use webpubsub_mock::{Error, Message, MockTransport, SendHttpTransport};

/// Throttled, then lost on the way to the service, then sent.
async fn exercise(mock: &MockTransport) -> Result<(), Error> {
    mock.reply_throttled(Duration::from_secs(60)).refuses();
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

/// Generic code with the `Send` face as its bound takes the mock.
#[tokio::test]
async fn in_generic_code_that_spawns() {
    fn spawn<T: SendHttpTransport + 'static>(
        client: webpubsub_core::WebPubSubServiceClient<T>,
    ) -> tokio::task::JoinHandle<Result<(), Error>> {
        tokio::spawn(async move { client.send_to_all(Message::text("hi")).await })
    }
    let (client, mock) = webpubsub_mock::client("chat");
    spawn(client).await.expect("ran").expect("sent");
    assert_eq!(mock.messages(), [Message::text("hi")]);
}

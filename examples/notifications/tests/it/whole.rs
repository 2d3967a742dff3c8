//! The same service over hyper, with the emulator and WebSocket clients.

use futures_util::StreamExt;
use notifications::{Event, Notifier, Outcome};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::WebPubSubServiceClient;

#[tokio::test]
async fn from_sign_in_to_sign_out() {
    let emulator = Emulator::start().await.expect("started");
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "orders");
    let notifier = Notifier::new(&client.expect("a client").into_shared());
    let event = Event::Paid { order: 8, amount: 1_999 };
    assert_eq!(notifier.notify("ann", &event).await.expect("a response"), Outcome::Offline);

    let access = notifier.sign_in("ann").await.expect("a token");
    let (mut ann, _) = connect_async(access.into_url()).await.expect("connected");
    assert_eq!(notifier.announce("not for ann", "ann").await.expect("a response"), Outcome::Sent);
    let outcomes = notifier.notify_all(&["ann", "bob"], &event).await;
    assert_eq!(outcomes.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [Outcome::Sent, Outcome::Offline]);

    let frame = ann.next().await.expect("a frame").expect("no error");
    let event: Value = serde_json::from_str(frame.to_text().expect("text")).expect("JSON");
    assert_eq!(event, json!({ "event": "paid", "order": 8, "amount": 1_999 }));

    notifier.sign_out("ann").await.expect("signed out");
    let frame = ann.next().await.expect("a frame").expect("no error");
    assert!(frame.is_close(), "{frame:?}");
    emulator.stop().await;
}

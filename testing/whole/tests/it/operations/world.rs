//! What a case works with: a client of a hub of its own, and WebSocket clients.

use crate::entra::secret;
use serde_json::Value;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::{ClientAccess, ConnectionString, Message, WebPubSubServiceClient};
use webpubsub_whole::{Received, Subscriber, options};

#[derive(Clone)]
pub(super) struct World {
    /// With the access key.
    pub(super) client: WebPubSubServiceClient,
    /// With tokens of Entra ID.
    pub(super) bearer: WebPubSubServiceClient,
}

impl World {
    pub(super) fn new(emulator: &Emulator, hub: &str) -> Self {
        let parsed = emulator.connection_string().parse::<ConnectionString>().expect("a connection string");
        let endpoint = emulator.endpoint();
        let key = parsed.access_key().expect("a key").clone();
        let client = WebPubSubServiceClient::new(endpoint, hub, key).expect("a client").with_options(options());
        let bearer =
            WebPubSubServiceClient::new(endpoint, hub, secret(emulator)).expect("a client").with_options(options());
        Self { client, bearer }
    }

    /// A JSON client of nobody in particular.
    pub(super) async fn anybody(&self) -> Subscriber {
        Subscriber::json(&self.client, ClientAccess::new()).await
    }

    /// A JSON client of a user.
    pub(super) async fn user(&self, user: &str) -> Subscriber {
        Subscriber::json(&self.client, ClientAccess::new().user_id(user)).await
    }

    /// A JSON client in a group.
    pub(super) async fn member(&self, group: &str) -> Subscriber {
        Subscriber::json(&self.client, ClientAccess::new().group(group)).await
    }

    /// Each has got what it gets, and nothing more.
    pub(super) async fn settle(&self, subscribers: &mut [&mut Subscriber]) {
        for subscriber in subscribers {
            let message = Message::text("end");
            self.client.send_to_connection(subscriber.connection_id(), message).await.expect("accepted");
            assert_eq!(subscriber.receive().await, Received::Text("end".into()));
        }
    }
}

/// That the service closes, for this reason.
pub(super) async fn closed(subscriber: &mut Subscriber, reason: &str) {
    let last = subscriber.frame().await;
    let reason = if reason.is_empty() { String::new() } else { format!(" Reason: {reason}") };
    assert_eq!(last["event"], "disconnected", "{last}");
    assert_eq!(last["message"], format!("Application server closed the connection.{reason}"));
    assert_eq!(subscriber.receive().await, Received::Closed(Some(1000)));
}

/// Whether the service allows a request of this kind.
pub(super) async fn may(subscriber: &mut Subscriber, kind: &str, group: &str, ack_id: u64) -> bool {
    let frame = serde_json::json!({ "type": kind, "group": group, "data": 1, "noEcho": true, "ackId": ack_id });
    subscriber.send(&frame).await;
    let ack: Value = subscriber.frame().await;
    assert_eq!((&ack["type"], &ack["ackId"]), (&"ack".into(), &ack_id.into()), "{ack}");
    ack["success"].as_bool().expect("a boolean")
}

//! The chat between WebSocket clients and the emulator, which delivers their events to it over HTTP.

#![allow(clippy::unwrap_used)] // A panic fails the test.

use chat::{Chat, routes};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_emulator::{Emulator, EventHandler, Kind, SystemEvent};
use webpubsub_hyper::events::Upstream;
use webpubsub_hyper::{AccessKey, ClientAccess, WebPubSubServiceClient};

const PATIENCE: Duration = Duration::from_secs(20);

/// The service with the chat as its event handler.
struct World {
    emulator: Emulator,
    client: WebPubSubServiceClient,
}

impl World {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/events", listener.local_addr().unwrap());
        let handler = EventHandler::new(url).system_events(SystemEvent::ALL);
        let emulator = Emulator::builder().event_handler("chat", handler).event_retry_delays([]).start().await.unwrap();
        let upstream = Upstream::new("chat").keys([AccessKey::new(emulator.access_key()).unwrap()]).unwrap();
        let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat").unwrap();
        let app = routes(Chat::new(&client.clone().into_shared()), upstream);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { emulator, client }
    }

    async fn connect(&self, access: ClientAccess, room: &str, subprotocol: Option<&str>) -> Result<Client, Error> {
        let token = self.client.client_access_token(&access).await.unwrap();
        let mut request = format!("{}&room={room}", token.expose_url()).into_client_request()?;
        if let Some(subprotocol) = subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", subprotocol.parse().unwrap());
        }
        timeout(PATIENCE, connect_async(request)).await.unwrap().map(|(socket, _)| Client(socket))
    }

    async fn enter(&self, user: &str, subprotocol: Option<&str>) -> Client {
        self.connect(ClientAccess::new().user_id(user), "lobby", subprotocol).await.unwrap()
    }

    /// The events of a name that were delivered for a user.
    fn delivered(&self, name: &str, user: &str) -> usize {
        let record = self.emulator.record();
        let events = record.iter().filter(|entry| entry.kind == Kind::Event && entry.status.is_some());
        events.filter(|entry| entry.name.as_deref() == Some(name) && entry.user.as_deref() == Some(user)).count()
    }
}

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn send(&mut self, frame: impl ToString) {
        self.0.send(Frame::text(frame.to_string())).await.unwrap();
    }

    async fn receive(&mut self) -> Value {
        let frame = timeout(PATIENCE, self.0.next()).await.expect("a frame in time");
        let Frame::Text(text) = frame.unwrap().unwrap() else { panic!("another frame") };
        serde_json::from_str(&text).unwrap()
    }

    async fn leave(mut self) {
        self.0.close(None).await.unwrap();
        while timeout(PATIENCE, self.0.next()).await.expect("the end in time").is_some() {}
    }
}

const JSON: Option<&str> = Some("json.webpubsub.azure.v1");

fn said(user: &str, text: &str, number: u32) -> Value {
    json!({ "event": "said", "user": user, "text": text, "number": number })
}

#[tokio::test]
async fn who_may_not_enter_sees_why() {
    let world = World::start().await;
    for (access, room, status, reason) in [
        (ClientAccess::new(), "lobby", 401, "sign in first"),
        (ClientAccess::new().user_id("ann"), "..", 400, "a room has at most 64 letters, digits and hyphens"),
    ] {
        let Err(Error::Http(response)) = world.connect(access, room, None).await.map(drop) else { panic!("entered") };
        let body = response.body().as_deref().unwrap_or_default();
        assert_eq!((response.status().as_u16(), std::str::from_utf8(body).unwrap()), (status, reason));
    }
    assert_eq!(world.delivered("connected", "ann") + world.delivered("disconnected", "ann"), 0);
    world.emulator.stop().await;
}

#[tokio::test]
async fn groups_and_role_are_in_force_before_the_first_frame() {
    let world = World::start().await;
    let (mut ann, mut bob) = (world.enter("ann", JSON).await, world.enter("bob", JSON).await);
    let typing = |group| json!({ "type": "sendToGroup", "group": group, "data": "", "dataType": "text", "ackId": 1 });
    ann.send(typing("lobby.typing")).await;
    let mut seen = bob.receive().await;
    while seen["from"] != "group" || seen["group"] != "lobby.typing" {
        seen = bob.receive().await;
    }
    assert_eq!(seen["fromUserId"], "ann");

    // The room itself is the server's.
    let mut cat = world.enter("cat", JSON).await;
    cat.send(typing("lobby")).await;
    let mut ack = cat.receive().await;
    while ack["type"] != "ack" {
        ack = cat.receive().await;
    }
    assert_eq!((&ack["success"], &ack["error"]["name"]), (&json!(false), &json!("Forbidden")));
    world.emulator.stop().await;
}

#[tokio::test]
async fn a_conversation_from_connect_to_disconnected() {
    let world = World::start().await;
    let mut bob = world.enter("bob", None).await;
    assert_eq!(bob.receive().await, json!({ "event": "joined", "user": "bob" }));
    let mut ann = world.enter("ann", None).await;
    assert_eq!(bob.receive().await, json!({ "event": "joined", "user": "ann" }));
    assert_eq!(ann.receive().await, json!({ "event": "joined", "user": "ann" }));

    // The number is the state of the connection.
    for number in 1..=10 {
        ann.send(format!("hello {number}")).await;
        assert_eq!(bob.receive().await, said("ann", &format!("hello {number}"), number));
        assert_eq!(ann.receive().await, said("ann", &format!("hello {number}"), number));
    }
    // A response is for its sender alone.
    ann.send("x".repeat(2_001)).await;
    assert_eq!(ann.receive().await, json!({ "event": "tooLong", "max": 2_000 }));

    ann.leave().await;
    assert_eq!(bob.receive().await, json!({ "event": "left", "user": "ann" }));
    bob.send("bye").await;
    assert_eq!(bob.receive().await, said("bob", "bye", 1));
    for (event, count) in [("connect", 1), ("connected", 1), ("message", 11), ("disconnected", 1)] {
        assert_eq!(world.delivered(event, "ann"), count, "{event}");
    }
    world.emulator.stop().await;
}

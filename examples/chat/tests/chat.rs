//! The chat server over sockets: events as the service signs them, and clients that receive what the server sends.

#![allow(clippy::unwrap_used)] // A panic fails the test.

use chat::{Chat, routes};
use futures_util::StreamExt;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_emulator::Emulator;
use webpubsub_hyper::events::Upstream;
use webpubsub_hyper::{AccessKey, ClientAccess, ConnectionString, WebPubSubServiceClient};
use webpubsub_mock::{Message, UpstreamEvent};

type Request = axum::http::Request<axum::body::Bytes>;
type Response = axum::http::Response<axum::body::Bytes>;
type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// A server, the key of its resource, and clients of both.
struct World {
    emulator: Option<Emulator>,
    key: AccessKey,
    client: WebPubSubServiceClient,
    address: String,
    http: Client<HttpConnector, Full<axum::body::Bytes>>,
}

impl World {
    async fn start() -> Self {
        let emulator = Emulator::start().await.unwrap();
        let connection_string: ConnectionString = emulator.connection_string().parse().unwrap();
        let key = connection_string.access_key().unwrap().clone();
        let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat").unwrap();
        let upstream = Upstream::new("chat").keys([key.clone(), AccessKey::new("older").unwrap()]).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let app = routes(Chat::new(&client.clone().into_shared()), upstream);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            emulator: Some(emulator),
            key,
            client,
            address,
            http: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    async fn stop(&mut self) {
        self.emulator.take().unwrap().stop().await;
    }

    async fn send(&self, request: Request) -> Response {
        let (mut head, body) = request.into_parts();
        head.uri = format!("http://{}{}", self.address, head.uri).parse().unwrap();
        let response = self.http.request(axum::http::Request::from_parts(head, Full::new(body))).await.unwrap();
        let (head, body) = response.into_parts();
        Response::from_parts(head, body.collect().await.unwrap().to_bytes())
    }

    async fn get(&self, path: &str) -> Response {
        self.send(axum::http::Request::get(path).body(axum::body::Bytes::new()).unwrap()).await
    }

    async fn deliver(&self, event: UpstreamEvent) -> Response {
        self.send(event.url("/events").signed(&self.key)).await
    }

    /// A client in the lobby.
    async fn listener(&self) -> Socket {
        let access = ClientAccess::new().user_id("bob").group("lobby");
        let token = self.client.client_access_token(&access).await.unwrap();
        connect_async(token.into_url()).await.unwrap().0
    }
}

async fn received(socket: &mut Socket) -> Value {
    let frame = tokio::time::timeout(Duration::from_secs(20), socket.next()).await.expect("a frame in time");
    let Frame::Text(text) = frame.unwrap().unwrap() else { panic!("another frame") };
    serde_json::from_str(&text).unwrap()
}

/// The state that the service has after a response.
fn state_of(response: &Response) -> String {
    response.headers()["ce-connectionstate"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn from_connect_to_disconnected() {
    let mut world = World::start().await;
    let mut bob = world.listener().await;
    let connect = UpstreamEvent::connect().user_id("ann").query("room", "lobby");
    let response = world.deliver(connect).await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        serde_json::from_slice::<Value>(response.body()).unwrap(),
        json!({ "groups": ["lobby", "lobby.typing"], "roles": ["webpubsub.sendToGroup.lobby.typing"] })
    );
    let mut state = state_of(&response);
    let of_ann = |event: UpstreamEvent, state: &str| event.user_id("ann").raw_header("ce-connectionState", state);

    assert_eq!(world.deliver(of_ann(UpstreamEvent::connected(), &state)).await.status(), 204);
    assert_eq!(received(&mut bob).await, json!({ "event": "joined", "user": "ann" }));
    for number in 1..=10 {
        let text = format!("hello {number} <b>é</b>");
        let response = world.deliver(of_ann(UpstreamEvent::message(&Message::text(&*text)), &state)).await;
        assert_eq!((response.status().as_u16(), response.body().len()), (204, 0));
        state = state_of(&response);
        assert_eq!(received(&mut bob).await, json!({ "event": "said", "user": "ann", "text": text, "number": number }));
    }
    assert_eq!(world.deliver(of_ann(UpstreamEvent::disconnected("bye"), &state)).await.status(), 204);
    assert_eq!(received(&mut bob).await, json!({ "event": "left", "user": "ann" }));
    world.stop().await;
}

#[tokio::test]
async fn what_is_rejected() {
    let mut world = World::start().await;
    let connect = || UpstreamEvent::connect().user_id("ann");
    let forged = world.send(connect().url("/events").unsigned()).await;
    assert_eq!((forged.status().as_u16(), forged.body().len()), (401, 0));
    let by_another = AccessKey::new("another").unwrap();
    assert_eq!(world.send(connect().url("/events").signed(&by_another)).await.status(), 401);
    let by_older = AccessKey::new("older").unwrap();
    assert_eq!(world.send(connect().url("/events").signed(&by_older)).await.status(), 200);
    assert_eq!(world.deliver(connect().hub("news")).await.status(), 404);
    assert_eq!(world.get("/events").await.status(), 405);

    let anonymous = world.deliver(UpstreamEvent::connect()).await;
    assert_eq!((anonymous.status().as_u16(), anonymous.body().as_ref()), (401, &b"sign in first"[..]));
    for room in ["", "..", "*", "lobby.typing", &"x".repeat(65)] {
        let nowhere = world.deliver(connect().query("room", room)).await;
        assert_eq!((nowhere.status().as_u16(), &nowhere.body()[..7]), (400, &b"a room "[..]), "{room}");
    }

    let say = |message: &Message| UpstreamEvent::message(message).user_id("ann");
    let seat = json!({ "room": "lobby", "said": 1 });
    assert_eq!(world.deliver(say(&Message::text("x"))).await.status(), 400);
    assert_eq!(world.deliver(say(&Message::binary("x")).state(&seat)).await.status(), 415);
    let long = world.deliver(say(&Message::text("x".repeat(2_001))).state(&seat)).await;
    assert_eq!(
        (long.status().as_u16(), &long.headers()["content-type"]),
        (200, &"application/json; charset=utf-8".parse().unwrap())
    );
    // A state of an older version, and a service that does not respond: the reason stays in the log.
    let broken = world.deliver(say(&Message::text("x")).state(&json!({ "room": 7 }))).await;
    assert_eq!((broken.status().as_u16(), broken.body().len()), (500, 0));
    world.stop().await;
    let failed = world.deliver(say(&Message::text("x")).state(&seat)).await;
    assert_eq!(
        (failed.status().as_u16(), failed.body().len(), failed.headers().get("ce-connectionstate")),
        (500, 0, None)
    );
}

#[tokio::test]
async fn the_page_its_url_and_the_handshake() {
    let mut world = World::start().await;
    let page = world.get("/").await;
    assert!(std::str::from_utf8(page.body()).unwrap().contains("new WebSocket(url, "));
    let url = world.get("/negotiate/ann").await;
    let url = std::str::from_utf8(url.body()).unwrap();
    assert!(url.contains("/client/hubs/chat?access_token="), "{url}");
    connect_async(url).await.unwrap();
    let handshake = world.send(UpstreamEvent::handshake("contoso.webpubsub.azure.com").url("/events").unsigned()).await;
    assert_eq!(
        (handshake.status().as_u16(), &handshake.headers()["webhook-allowed-origin"]),
        (200, &"*".parse().unwrap())
    );
    world.stop().await;
}

//! A WebSocket client that takes down what it is sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_hyper::{ClientAccess, WebPubSubServiceClient};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// What arrived.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Received {
    /// A text frame of a simple client, or text in an envelope.
    Text(String),
    /// A binary frame of a simple client, or bytes in an envelope.
    Binary(Vec<u8>),
    /// JSON in an envelope, as it was written.
    Json(String),
    /// The connection was closed, with this code.
    Closed(Option<u16>),
}

/// A connected client.
#[derive(Debug)]
pub struct Subscriber {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    connection_id: Option<String>,
}

impl Subscriber {
    /// Connects without a subprotocol.
    pub async fn simple(client: &WebPubSubServiceClient, access: ClientAccess) -> Self {
        Self::connect(client, access, None).await
    }

    /// Connects with `json.webpubsub.azure.v1`.
    pub async fn json(client: &WebPubSubServiceClient, access: ClientAccess) -> Self {
        let mut subscriber = Self::connect(client, access, Some("json.webpubsub.azure.v1")).await;
        let connected = subscriber.frame().await;
        subscriber.connection_id = connected["connectionId"].as_str().map(str::to_owned);
        subscriber
    }

    async fn connect(client: &WebPubSubServiceClient, access: ClientAccess, subprotocol: Option<&'static str>) -> Self {
        let token = client.client_access_token(&access).await.expect("a token");
        let mut request = token.expose_url().into_client_request().expect("a URL");
        if let Some(subprotocol) = subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(subprotocol));
        }
        let connecting = tokio::time::timeout(PATIENCE, connect_async(request));
        let (socket, _) = connecting.await.expect("a connection in time").expect("a connection");
        Self { socket, connection_id: None }
    }

    /// The id of a client with a subprotocol.
    ///
    /// # Panics
    ///
    /// For a simple client, which does not get to know it.
    pub fn connection_id(&self) -> &str {
        self.connection_id.as_deref().expect("a client with a subprotocol")
    }

    /// The next message.
    pub async fn receive(&mut self) -> Received {
        match self.next().await {
            Frame::Binary(bytes) => Received::Binary(bytes.to_vec()),
            Frame::Text(text) if self.connection_id.is_some() => open(&text),
            Frame::Text(text) => Received::Text(text.to_string()),
            Frame::Close(frame) => Received::Closed(frame.map(|frame| frame.code.into())),
            other => panic!("an unexpected frame: {other:?}"),
        }
    }

    /// The next envelope as it is.
    pub async fn frame(&mut self) -> Value {
        match self.next().await {
            Frame::Text(text) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("an unexpected frame: {other:?}"),
        }
    }

    /// Sends an envelope.
    pub async fn send(&mut self, frame: &Value) {
        self.socket.send(Frame::text(frame.to_string())).await.expect("an open connection");
    }

    async fn next(&mut self) -> Frame {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a frame in time");
            match next.expect("an open connection").expect("a frame") {
                Frame::Ping(_) | Frame::Pong(_) => {}
                frame => return frame,
            }
        }
    }
}

/// JSON is kept to the letter: a number with many digits must not lose any on the way to the test.
fn open(text: &str) -> Received {
    let envelope: BTreeMap<&str, &RawValue> = serde_json::from_str(text).expect("an envelope");
    let part = |name| envelope.get(name).unwrap_or_else(|| panic!("no {name}: {text}")).get();
    let string = |json: &str| serde_json::from_str::<String>(json).expect("a string");
    match part("dataType") {
        r#""json""# => Received::Json(part("data").to_owned()),
        r#""text""# => Received::Text(string(part("data"))),
        r#""binary""# => Received::Binary(STANDARD.decode(string(part("data"))).expect("base64")),
        _ => panic!("not a message: {text}"),
    }
}

//! A caller and clients that share no code with the emulator.

#![allow(dead_code, unreachable_pub)] // Each test program uses some of it.

pub mod events;
pub mod handler;

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_emulator::Emulator;

pub const JSON: &str = "json.webpubsub.azure.v1";
pub const RELIABLE_JSON: &str = "json.reliable.webpubsub.azure.v1";

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

pub fn sign(claims: &Value, key: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg": "HS256", "typ": "JWT"})), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Calls the REST API of one emulator with tokens of its key.
pub struct Caller {
    pub endpoint: String,
    key: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Caller {
    pub fn new(emulator: &Emulator) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { endpoint: emulator.endpoint().to_owned(), key: emulator.access_key().to_owned(), client }
    }

    /// For an emulator in another process, by its connection string.
    pub fn of_program(connection_string: &str) -> Self {
        let part = |name: &str| {
            let mut parts = connection_string.split(';');
            parts.find_map(|part| part.strip_prefix(name)).expect("a connection string").to_owned()
        };
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { endpoint: part("Endpoint="), key: part("AccessKey="), client }
    }

    /// Signs with another key than the emulator's primary one.
    pub fn with_key(emulator: &Emulator, key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::new(emulator) }
    }

    /// Speaks HTTP/2 from the first byte.
    pub fn with_http_2(emulator: &Emulator) -> Self {
        let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
        Self { client, ..Self::new(emulator) }
    }

    pub fn token(&self, url: &str) -> String {
        sign(&json!({"aud": url, "exp": now() + 60}), &self.key)
    }

    /// A call to a path below the endpoint.
    pub async fn call(&self, verb: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Response {
        let url = format!("{}{path}", self.endpoint);
        let token = format!("Bearer {}", self.token(&url));
        let mut all = vec![("authorization", token.as_str())];
        all.extend(headers);
        self.raw(verb, &url, &all, body).await
    }

    /// A call with only these headers.
    pub async fn raw(&self, verb: &str, url: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Response {
        let mut request = Request::builder().method(verb).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).expect("request");
        let (parts, body) = self.client.request(request).await.expect("a response").into_parts();
        let body = body.collect().await.expect("a complete response").to_bytes();
        Response { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The status of a call without a body.
    pub async fn status(&self, verb: &str, path: &str) -> u16 {
        self.call(verb, path, &[], "").await.status
    }

    /// The status of sending a text.
    pub async fn send(&self, path: &str, text: &str) -> u16 {
        self.call("POST", path, &[("content-type", "text/plain")], text.to_owned()).await.status
    }

    pub fn client_url(&self, hub: &str, claims: &Value) -> String {
        let path = format!("{}/client/hubs/{hub}", self.endpoint);
        let mut all = json!({"aud": path, "exp": now() + 60});
        if let (Some(all), Some(claims)) = (all.as_object_mut(), claims.as_object()) {
            all.extend(claims.clone());
        }
        format!("{}?access_token={}", path.replacen("http", "ws", 1), sign(&all, &self.key))
    }

    /// A simple client.
    pub async fn simple(&self, hub: &str, claims: &Value) -> Socket {
        Socket::connect(&self.client_url(hub, claims), None).await.expect("connected")
    }

    /// A JSON client, and its connection id.
    pub async fn json(&self, hub: &str, claims: &Value) -> (Socket, String) {
        let mut socket = Socket::connect(&self.client_url(hub, claims), Some(JSON)).await.expect("connected");
        let connected = socket.json().await;
        assert_eq!(connected["event"], "connected", "{connected}");
        let id = connected["connectionId"].as_str().expect("an id").to_owned();
        (socket, id)
    }

    /// A reliable JSON client, and how it recovers.
    pub async fn reliable(&self, hub: &str, claims: &Value) -> (Socket, Recovery) {
        let url = self.client_url(hub, claims);
        let mut socket = Socket::connect(&url, Some(RELIABLE_JSON)).await.expect("connected");
        let connected = socket.json().await;
        assert_eq!(connected["event"], "connected", "{connected}");
        let text = |name: &str| connected[name].as_str().expect("text").to_owned();
        let recovery = Recovery { hub: hub.to_owned(), id: text("connectionId"), token: text("reconnectionToken") };
        (socket, recovery)
    }
}

/// What a reliable client needs to recover its connection.
#[derive(Clone, Debug)]
pub struct Recovery {
    pub hub: String,
    pub id: String,
    pub token: String,
}

impl Recovery {
    /// The URL of the recovery, without an access token.
    pub fn url(&self, caller: &Caller) -> String {
        let Self { hub, id, token } = self;
        let endpoint = caller.endpoint.replacen("http", "ws", 1);
        format!("{endpoint}/client/hubs/{hub}?awps_connection_id={id}&awps_reconnection_token={token}")
    }

    /// Recovers the connection; an attempt that is refused is closed instead.
    pub async fn recover(&self, caller: &Caller) -> Socket {
        Socket::connect(&self.url(caller), Some(RELIABLE_JSON)).await.expect("it opens")
    }
}

/// A WebSocket.
#[derive(Debug)]
pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects, or returns the status of the rejection.
    pub async fn connect(url: &str, protocol: Option<&str>) -> Result<Self, StatusCode> {
        let mut request = url.into_client_request().expect("a URL");
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().expect("header"));
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    pub async fn send(&mut self, message: impl Into<Message>) {
        self.0.send(message.into()).await.expect("sent");
    }

    pub async fn send_json(&mut self, frame: &Value) {
        self.send(frame.to_string()).await;
    }

    /// The next frame that is not a ping or pong.
    pub async fn next(&mut self) -> Message {
        loop {
            match self.0.next().await.expect("a frame").expect("a valid frame") {
                Message::Ping(_) | Message::Pong(_) => {}
                frame => return frame,
            }
        }
    }

    pub async fn text(&mut self) -> String {
        match self.next().await {
            Message::Text(text) => text.to_string(),
            other => panic!("not text: {other:?}"),
        }
    }

    pub async fn json(&mut self) -> Value {
        serde_json::from_str(&self.text().await).expect("JSON")
    }

    pub async fn binary(&mut self) -> Bytes {
        match self.next().await {
            Message::Binary(bytes) => bytes,
            other => panic!("not binary: {other:?}"),
        }
    }

    /// Reads to the end; the code and reason of the close frame.
    pub async fn closed(&mut self) -> Option<(u16, String)> {
        let mut close = None;
        while let Some(Ok(frame)) = self.0.next().await {
            if let Message::Close(Some(frame)) = frame {
                close = Some((frame.code.into(), frame.reason.to_string()));
            }
        }
        close
    }
}

/// The claims of a token, without verifying its signature.
pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

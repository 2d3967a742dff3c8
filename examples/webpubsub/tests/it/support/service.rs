//! An emulator for the tool, and a client that sees what arrives.

use super::{Ran, bare, in_time, run};
use futures_util::StreamExt as _;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_emulator::Emulator;
use webpubsub_hyper::{ClientAccess, WebPubSubServiceClient};

/// An emulator, and the tool with its variables set for it.
pub(crate) struct Service {
    pub(crate) emulator: Emulator,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self { emulator: Emulator::start().await.expect("starts") }
    }

    pub(crate) fn tool(&self, arguments: &[&str]) -> Command {
        let mut command = bare(arguments);
        command.env("WEBPUBSUB_CONNECTION_STRING", self.emulator.connection_string()).env("WEBPUBSUB_HUB", "chat");
        command
    }

    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        run(self.tool(arguments)).await
    }

    /// A client of the JSON subprotocol.
    pub(crate) async fn client(&self, access: &ClientAccess) -> Client {
        let service = WebPubSubServiceClient::from_connection_string(self.emulator.connection_string(), "chat");
        let access = service.expect("client").client_access_token(access).await.expect("token");
        let mut request = access.expose_url().into_client_request().expect("URL");
        let protocol = "json.webpubsub.azure.v1".parse().expect("header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (socket, _) = in_time(Box::pin(connect_async(request))).await.expect("connected");
        let client = Client { socket, id: String::new() };
        client.connected().await
    }

    /// A client of the user ann.
    pub(crate) async fn ann(&self) -> Client {
        self.client(&ClientAccess::new().user_id("ann")).await
    }
}

/// A connected client.
pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) id: String,
}

impl Client {
    /// Reads the `connected` event, which has the connection's id.
    async fn connected(mut self) -> Self {
        let event = self.next().await;
        Self { id: event["connectionId"].as_str().expect("id").to_owned(), ..self }
    }

    /// The next envelope.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            match in_time(self.socket.next()).await.expect("open").expect("a frame") {
                Frame::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Frame::Ping(_) | Frame::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Type and content of the next message.
    pub(crate) async fn message(&mut self) -> (String, Value) {
        let envelope = self.next().await;
        assert_eq!(envelope["type"], "message", "{envelope}");
        (envelope["dataType"].as_str().expect("type").to_owned(), envelope["data"].clone())
    }

    /// The message of the `disconnected` event; it ends with the reason.
    pub(crate) async fn close_reason(&mut self) -> String {
        let envelope = self.next().await;
        assert_eq!(envelope["event"], "disconnected", "{envelope}");
        envelope["message"].as_str().unwrap_or_default().to_owned()
    }
}

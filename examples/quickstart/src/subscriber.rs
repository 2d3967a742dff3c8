//! A WebSocket client, in place of a browser or a device.

use crate::messages::{Arrival, Kind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde_json::Value;
use std::error::Error;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::{Message as Frame, WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use webpubsub_hyper::ClientAccessToken;

/// How long the service may take to accept the connection, and to begin.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What this program holds for the service at most: a message, and the responses to its pings.
fn limits() -> WebSocketConfig {
    let message = Some(8 * 1_024 * 1_024);
    WebSocketConfig::default()
        .max_message_size(message)
        .max_frame_size(message)
        .write_buffer_size(4 * 1_024)
        .max_write_buffer_size(64 * 1_024)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// A plain WebSocket: payloads arrive as they are.
    Simple,
    /// `json.webpubsub.azure.v1`: payloads arrive in an envelope.
    Json,
}

pub(crate) struct Subscriber {
    name: String,
    protocol: Protocol,
    connection_id: Option<String>,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Subscriber {
    pub(crate) async fn connect(
        name: &str,
        token: &ClientAccessToken,
        protocol: Protocol,
    ) -> Result<Self, Box<dyn Error>> {
        // Chooses one of the TLS providers that are compiled in; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut request = token.expose_url().into_client_request()?;
        if protocol == Protocol::Json {
            let subprotocol = HeaderValue::from_static("json.webpubsub.azure.v1");
            request.headers_mut().insert("sec-websocket-protocol", subprotocol);
        }
        let (socket, _) = timeout(TIMEOUT, connect_async_with_config(request, Some(limits()), true)).await??;
        let mut subscriber = Self { name: name.to_owned(), protocol, connection_id: None, socket };
        if protocol == Protocol::Json {
            let Some(Ok(Frame::Text(frame))) = timeout(TIMEOUT, subscriber.socket.next()).await? else {
                return Err("the first frame is not the `connected` event".into());
            };
            let frame: Value = serde_json::from_str(&frame)?;
            subscriber.connection_id = frame["connectionId"].as_str().map(str::to_owned);
        }
        Ok(subscriber)
    }

    /// The user of the connection.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The connection's id, which the service sends to clients of a subprotocol only.
    pub(crate) fn connection_id(&self) -> Option<&str> {
        self.connection_id.as_deref()
    }

    /// The next message.
    pub(crate) async fn receive(&mut self) -> Result<Arrival, Box<dyn Error>> {
        loop {
            let frame = self.socket.next().await.ok_or("the connection was closed")??;
            match (self.protocol, frame) {
                (Protocol::Simple, Frame::Text(text)) => {
                    // A plain WebSocket has one kind of frame for JSON and text; the content says which it is.
                    let is_object = serde_json::from_str::<Value>(&text).is_ok_and(|value| value.is_object());
                    let kind = if is_object { Kind::Json } else { Kind::Text };
                    return Ok(Arrival { kind, content: text.as_bytes().to_vec() });
                }
                (Protocol::Simple, Frame::Binary(bytes)) => {
                    return Ok(Arrival { kind: Kind::Binary, content: bytes.to_vec() });
                }
                (Protocol::Json, Frame::Text(text)) => return open_envelope(&text),
                _ => {}
            }
        }
    }
}

/// `{"type":"message","dataType":…,"data":…}`
fn open_envelope(text: &str) -> Result<Arrival, Box<dyn Error>> {
    let envelope: Value = serde_json::from_str(text)?;
    let data = &envelope["data"];
    let content = || data.as_str().ok_or_else(|| format!("the envelope has no text data: {text}"));
    Ok(match envelope["dataType"].as_str() {
        Some("json") => Arrival { kind: Kind::Json, content: data.to_string().into_bytes() },
        Some("text") => Arrival { kind: Kind::Text, content: content()?.as_bytes().to_vec() },
        Some("binary") => Arrival { kind: Kind::Binary, content: STANDARD.decode(content()?)? },
        _ => return Err(format!("not a message envelope: {text}").into()),
    })
}

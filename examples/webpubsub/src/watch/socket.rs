//! The WebSocket connection of a client.

use super::Client;
use crate::failure::Failure;
use http::header::{AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, http::Response};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use webpubsub_hyper::{ClientAccessToken, Secret};

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long connecting may take without `--timeout`.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long the service may take to respond to a close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Connects. The token is sent as a header, because URLs are written to logs.
pub(super) async fn connect(
    access: &ClientAccessToken,
    kind: Client,
    connect_timeout: Option<Duration>,
) -> Result<Socket, Failure> {
    let mut request = access.base_url().into_client_request().map_err(failure)?;
    let headers = request.headers_mut();
    let bearer = Secret::new(format!("Bearer {}", access.token().expose()));
    let mut bearer = HeaderValue::from_str(bearer.expose())
        .map_err(|_| Failure::Closed { status: None, text: "the service returned an invalid token".into() })?;
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    if kind == Client::Json {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("json.webpubsub.azure.v1"));
    }
    match timeout(connect_timeout.unwrap_or(TIMEOUT), connect_async(request)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(failure(error)),
        Err(_) => Err(Failure::NotReached("not connected within the timeout".into())),
    }
}

/// Closes the connection; whether the service responds does not matter.
pub(super) async fn close(mut socket: Socket) {
    let _ = timeout(CLOSE_TIMEOUT, socket.close(None)).await;
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Http(response) => rejected(&response),
        error => Failure::NotReached(format!("not connected: {error}")),
    }
}

fn rejected(response: &Response<Option<Vec<u8>>>) -> Failure {
    let status = response.status();
    let reason = response.body().as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let reason: String = reason.trim().chars().take(200).collect();
    let text =
        if reason.is_empty() { format!("rejected with {status}") } else { format!("rejected with {status}: {reason}") };
    Failure::Closed { status: Some(status.as_u16()), text }
}

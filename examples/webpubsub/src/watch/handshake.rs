//! From a token to a WebSocket connection.

use super::Client;
use super::dial::{Stream, dial};
use super::socket::{Socket, limits};
use super::trust::{Trust, not_in_time};
use crate::failure::Failure;
use http::header::{AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, http::Response};
use tokio_tungstenite::{Connector, MaybeTlsStream, client_async_tls_with_config};
use webpubsub_hyper::{ClientAccessToken, ResponseParts, Secret, ServiceError, UnixTime};

pub(crate) type Connected = Socket<MaybeTlsStream<Stream>>;

/// How long connecting may take without `--timeout`.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Connects. The token is sent as a header, because URLs are written to logs.
pub(crate) async fn connect(
    access: &ClientAccessToken,
    kind: Client,
    connect_timeout: Option<Duration>,
) -> Result<Connected, Failure> {
    let trust = Trust::new();
    let mut request = access.base_url().into_client_request().map_err(|error| failure(&trust, error))?;
    let headers = request.headers_mut();
    let bearer = Secret::new(format!("Bearer {}", access.token().expose()));
    let mut bearer = HeaderValue::from_str(bearer.expose())
        .map_err(|_| Failure::Closed { status: None, text: "the service returned an invalid token".into() })?;
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    if kind == Client::Json {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("json.webpubsub.azure.v1"));
    }
    let time = connect_timeout.unwrap_or(TIMEOUT);
    timeout(time, open(request, &trust, time))
        .await
        .unwrap_or_else(|_| Err(not_in_time()))
        .map_err(|failure| failure.without(access.token()))
}

async fn open(request: Request, trust: &Trust, connect_timeout: Duration) -> Result<Connected, Failure> {
    let stream = dial(request.uri(), trust, connect_timeout).await?;
    let heard = stream.bytes();
    let tls = Connector::Rustls(Arc::new(trust.config()));
    // Boxed, because a TLS handshake is large.
    let handshake = Box::pin(client_async_tls_with_config(request, stream, Some(limits()), Some(tls)));
    let (socket, _) = handshake.await.map_err(|error| failure(trust, error))?;
    Ok(Socket::new(socket, heard))
}

fn failure(trust: &Trust, error: Error) -> Failure {
    match error {
        Error::Http(response) => rejected(&response),
        error => trust.failure(&error, ""),
    }
}

/// With the reason, which the body or a header gives.
fn rejected(response: &Response<Option<Vec<u8>>>) -> Failure {
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers =
        headers.filter_map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)));
    let body = response.body().as_deref().unwrap_or_default();
    let response = ResponseParts::new(status, headers, body, UnixTime::from_secs(0));
    let text = format!("rejected with {}", ServiceError::unexpected_status(&response));
    Failure::Closed { status: Some(status), text }
}

//! The WebSocket client that counts what it receives, and connects again when its connection closes.

use crate::events::{Event, EventLog};
use crate::service::GROUP;
use futures_util::StreamExt;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use webpubsub_hyper::{ClientAccess, Error, WebPubSubServiceClient};

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(20);

/// A service that is restarting may accept a connection and not respond.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What this program holds for the service at most: a message, and the responses to its pings.
fn limits() -> WebSocketConfig {
    let message = Some(2 * 1_024 * 1_024);
    WebSocketConfig::default()
        .max_message_size(message)
        .max_frame_size(message)
        .write_buffer_size(4 * 1_024)
        .max_write_buffer_size(64 * 1_024)
}

/// Records all messages until `last` has arrived.
pub(crate) async fn run(client: WebPubSubServiceClient, log: EventLog, last: u64) -> Result<(), Error> {
    loop {
        // A token for each connection: the last one may have expired.
        let access = client.client_access_token(&ClientAccess::new().group(GROUP)).await?;
        let connecting = timeout(CONNECT_TIMEOUT, connect_async_with_config(access.into_url(), Some(limits()), true));
        let Ok(Ok((mut socket, _))) = connecting.await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        log.record(Event::Connected);
        while let Some(Ok(frame)) = socket.next().await {
            let Frame::Text(text) = frame else { continue };
            let Ok(number) = text.parse() else { continue };
            log.record(Event::Received(number));
            if number == last {
                return Ok(());
            }
        }
        log.record(Event::Disconnected);
    }
}

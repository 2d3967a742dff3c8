//! The WebSocket client that counts what it receives, and connects again when its connection closes.

use crate::events::{Event, EventLog};
use crate::service::GROUP;
use futures_util::StreamExt;
use std::time::Duration;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use webpubsub_hyper::{ClientAccess, Error, WebPubSubServiceClient};

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(20);

/// Records all messages until `last` has arrived.
pub(crate) async fn run(client: WebPubSubServiceClient, log: EventLog, last: u64) -> Result<(), Error> {
    loop {
        // A token for each connection: the last one may have expired.
        let access = client.client_access_token(&ClientAccess::new().group(GROUP)).await?;
        let Ok((mut socket, _)) = connect_async(access.into_url()).await else {
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

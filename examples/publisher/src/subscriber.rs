//! The WebSocket client that counts what arrives, and connects again when it is cut off.

use crate::ledger::{Event, Ledger};
use crate::service::GROUP;
use futures_util::StreamExt;
use std::time::Duration;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use webpubsub_hyper::{ClientAccess, Error, WebPubSubServiceClient};

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(20);

/// Notes all that arrives until `last` has.
pub(crate) async fn run(client: WebPubSubServiceClient, ledger: Ledger, last: u64) -> Result<(), Error> {
    loop {
        // A token for each connection: the one before may have ended.
        let access = client.client_access_token(&ClientAccess::new().group(GROUP)).await?;
        let Ok((mut socket, _)) = connect_async(access.url().expose()).await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        ledger.note(Event::Connected);
        while let Some(Ok(frame)) = socket.next().await {
            let Frame::Text(text) = frame else { continue };
            let Ok(number) = text.parse() else { continue };
            ledger.note(Event::Arrived(number));
            if number == last {
                return Ok(());
            }
        }
        ledger.note(Event::Disconnected);
    }
}

//! The program publishes to an emulator, and a WebSocket client receives what it publishes.

use futures_util::StreamExt;
use std::error::Error;
use tokio::process::Command;
use tokio_tungstenite::connect_async;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::{ClientAccess, WebPubSubServiceClient};

#[tokio::test]
async fn what_it_publishes_arrives() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat")?;
    let access = client.client_access_token(&ClientAccess::new()).await?;
    let (mut socket, _) = connect_async(access.into_url()).await?;

    let mut program = Command::new(env!("CARGO_BIN_EXE_publish-from-smol"));
    program.env("WEBPUBSUB_CONNECTION_STRING", emulator.connection_string());
    assert!(program.status().await?.success());

    let mut received = Vec::new();
    while received.len() < 4 {
        received.push(socket.next().await.ok_or("the socket ended")??.into_text()?.to_string());
    }
    received.sort();
    assert_eq!(received, [1, 2, 3, 4].map(|number| format!("message {number} from smol")));
    Ok(())
}

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

    let mut program = Command::new(env!("CARGO_BIN_EXE_publish-from-compio"));
    program.env("WEBPUBSUB_CONNECTION_STRING", emulator.connection_string());
    assert!(program.status().await?.success());

    let mut received = Vec::new();
    while received.len() < 16 {
        received.push(socket.next().await.ok_or("the socket ended")??.into_text()?.to_string());
    }
    received.sort();
    let of_all = (1..=4).flat_map(|number| (1..=4).map(move |thread| format!("message {number} of thread {thread}")));
    assert_eq!(received, of_all.collect::<Vec<_>>());
    Ok(())
}

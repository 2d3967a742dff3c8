//! The notification service over hyper: `cargo run --bin notifications`.
//!
//! Ann and Bob have the shop open in a browser; their orders change. The service is an emulator in this process.

use futures_util::StreamExt;
use notifications::{Event, Notifier};
use std::error::Error;
use tokio_tungstenite::connect_async;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::WebPubSubServiceClient;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "orders")?;
    let notifier = Notifier::new(&client.into_shared());

    let (mut ann, _) = connect_async(notifier.sign_in("ann").await?.into_url()).await?;
    let (mut bob, _) = connect_async(notifier.sign_in("bob").await?.into_url()).await?;

    println!("to ann: {:?}", notifier.notify("ann", &Event::Shipped { order: 7 }).await?);
    println!("to cat: {:?}", notifier.notify("cat", &Event::Paid { order: 8, amount: 1_999 }).await?);
    println!("to all: {:?}", notifier.announce("sale ends at noon", "ann").await?);

    println!("ann receives: {}", ann.next().await.ok_or("ann's connection was closed")??);
    println!("bob receives: {}", bob.next().await.ok_or("bob's connection was closed")??);
    notifier.sign_out("bob").await?;
    println!("bob is disconnected: {}", bob.next().await.is_none_or(|frame| frame.is_ok_and(|frame| frame.is_close())));
    emulator.stop().await;
    Ok(())
}

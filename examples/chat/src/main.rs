//! The chat server: see README.md.

use chat::{Chat, routes};
use std::env::var;
use std::error::Error;
use webpubsub_hyper::events::Upstream;
use webpubsub_hyper::{AccessKey, ConnectionString, WebPubSubServiceClient};

const HUB: &str = "chat";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection_string = var("WEBPUBSUB_CONNECTION_STRING").map_err(|_| "WEBPUBSUB_CONNECTION_STRING is not set")?;
    let key = connection_string.parse::<ConnectionString>()?.access_key().cloned();
    let older_key = var("CHAT_OLDER_KEY").ok().map(|key| AccessKey::new(&key)).transpose()?;
    let upstream = Upstream::new(HUB).keys(key.into_iter().chain(older_key))?;
    let client = WebPubSubServiceClient::from_connection_string(&connection_string, HUB)?;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, routes(Chat::new(&client.into_shared()), upstream)).await?;
    Ok(())
}

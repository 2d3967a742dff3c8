//! The chat server: see README.md.

mod service;

use chat::{Chat, routes};
use service::Service;
use std::env::var;
use std::error::Error;
use tokio::net::TcpListener;
use webpubsub_hyper::events::Upstream;
use webpubsub_hyper::{AccessKey, ConnectionString, WebPubSubServiceClient};

const HUB: &str = "chat";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let url = format!("http://{}", listener.local_addr()?);

    let service = Service::find(HUB, &format!("{url}/events")).await?;
    let key = service.connection_string().parse::<ConnectionString>()?.access_key().cloned();
    let older_key = var("CHAT_OLDER_KEY").ok().map(|key| AccessKey::new(&key)).transpose()?;
    let upstream = Upstream::new(HUB).keys(key.into_iter().chain(older_key))?;
    let client = WebPubSubServiceClient::from_connection_string(service.connection_string(), HUB)?;

    println!("the chat is at {url}");
    axum::serve(listener, routes(Chat::new(&client.into_shared()), upstream)).await?;
    Ok(())
}

//! The library.

use crate::{Failure, KEY, Sender};
use std::net::SocketAddr;
use webpubsub_hyper::{AccessKey, Message, WebPubSubServiceClient};

/// The client with the hyper backend, as a program would make it.
#[derive(Clone, Debug)]
pub struct Ours {
    client: WebPubSubServiceClient,
    message: Message,
}

impl Ours {
    /// Sends a text to the server at this address.
    pub fn new(address: SocketAddr, text: &str) -> Result<Self, Failure> {
        let client = WebPubSubServiceClient::new(&format!("http://{address}"), "chat", AccessKey::new(KEY)?)?;
        Ok(Self { client, message: Message::text(text) })
    }
}

impl Sender for Ours {
    async fn send(&self) -> Result<(), Failure> {
        Ok(self.client.send_to_all(self.message.clone()).await?)
    }
}

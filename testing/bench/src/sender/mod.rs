//! A send over a socket: what it costs beside the least that bare hyper can do.
//!
//! [`Ours`] is the client with the hyper backend, [`Bare`] is hyper-util's client with requests by hand. Both write
//! the same headers, and a fresh token into each request.

mod rounds;
mod server;

pub use rounds::{Cost, Load, compare};
pub use server::serve;

use crate::by_hand::{self, SEND, Signer};
use crate::{Failure, HUB, KEY};
use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};
use webpubsub_hyper::{AccessKey, Message, WebPubSubServiceClient};

/// Sends a message to all clients of the hub.
pub trait Sender: Clone + Send + 'static {
    /// Sends, and returns once it was accepted.
    fn send(&self) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// The client with the hyper backend, as a program would make it.
#[derive(Clone, Debug)]
pub struct Ours {
    client: WebPubSubServiceClient,
    message: Message,
}

impl Ours {
    /// Sends a text to the server at this address.
    pub fn new(address: SocketAddr, text: &str) -> Result<Self, Failure> {
        let client = WebPubSubServiceClient::new(&format!("http://{address}"), HUB, AccessKey::new(KEY)?)?;
        Ok(Self { client, message: Message::text(text) })
    }
}

impl Sender for Ours {
    async fn send(&self) -> Result<(), Failure> {
        Ok(self.client.send_to_all(self.message.clone()).await?)
    }
}

/// hyper's client, and nothing that is not needed for the bytes.
#[derive(Clone)]
pub struct Bare {
    client: Client<HttpConnector, Full<Bytes>>,
    signer: Signer,
    url: Uri,
    audience: String,
    body: Bytes,
}

impl Bare {
    /// Sends a text to the server at this address.
    pub fn new(address: SocketAddr, text: &str) -> Result<Self, Failure> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let audience = format!("http://{address}/api/hubs/{HUB}{SEND}");
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            signer: Signer::new()?,
            url: audience.parse()?,
            audience,
            body: Bytes::copy_from_slice(text.as_bytes()),
        })
    }

    fn request(&self) -> Result<Request<Full<Bytes>>, Failure> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let authorization = self.signer.bearer(&self.audience, now)?;
        let body = Some(("text/plain", self.body.clone()));
        let mut request = by_hand::request(Method::POST, self.url.clone(), Some(authorization), body);
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        by_hand::identify(&mut request, random)?;
        Ok(request.map(Full::new))
    }
}

impl Sender for Bare {
    async fn send(&self) -> Result<(), Failure> {
        let response = self.client.request(self.request()?).await?;
        if response.status() != StatusCode::ACCEPTED {
            return Err(response.status().as_str().into());
        }
        response.into_body().collect().await?;
        Ok(())
    }
}

impl std::fmt::Debug for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bare").field("url", &self.url).finish_non_exhaustive()
    }
}

//! Clients of small test servers.

use std::net::SocketAddr;
use webpubsub_hyper::{AccessKey, HyperTransport, Target, WebPubSubServiceClient};

pub(crate) fn client(address: SocketAddr) -> WebPubSubServiceClient {
    client_with(address, HyperTransport::default())
}

pub(crate) fn client_with(address: SocketAddr, transport: HyperTransport) -> WebPubSubServiceClient {
    client_of(&format!("http://{address}"), transport)
}

pub(crate) fn client_of(endpoint: &str, transport: HyperTransport) -> WebPubSubServiceClient {
    let target = Target::new(endpoint, "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport, target, AccessKey::new("k").expect("a key"))
}

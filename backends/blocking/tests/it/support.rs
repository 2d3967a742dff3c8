//! Clients of small test servers.

use std::net::SocketAddr;
use webpubsub_blocking::{
    AccessKey, BlockingTransport, CallOptions, Error, ErrorKind, Message, RetryPolicy, Target, TransportErrorKind,
    WebPubSubServiceClient,
};

pub(crate) fn client_of(endpoint: &str, transport: BlockingTransport) -> WebPubSubServiceClient {
    let target = Target::new(endpoint, "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport, target, AccessKey::new("k").expect("a key"))
}

pub(crate) fn client(address: SocketAddr) -> WebPubSubServiceClient {
    client_of(&format!("http://{address}"), BlockingTransport::default())
}

/// One attempt.
pub(crate) fn send_once(client: &WebPubSubServiceClient) -> Result<(), Error> {
    client.with_options(CallOptions::new().retry(RetryPolicy::never())).send_to_all(Message::text("x"))
}

pub(crate) fn kind(error: &Error) -> TransportErrorKind {
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error:?}") };
    cause.kind()
}

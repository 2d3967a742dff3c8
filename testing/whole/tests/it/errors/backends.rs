//! Of the transports: what they say when nothing is sent, or no response comes.

use super::{Walked, closed_port, failed};
use std::convert::Infallible;
use std::io;
use webpubsub_core::TransportErrorKind::{self, Interrupted, NotSent, Timeout};
use webpubsub_core::transport::SendHttpTransport;
use webpubsub_core::{CallOptions, Error, Message, RetryPolicy, TransportError};
use webpubsub_hyper::HyperTransport;
use webpubsub_mock::{Claims, MockTransport};
use webpubsub_proxy::{TunnelError, TunnelResponse};

const CONNECTION_STRING: &str = "Endpoint=https://contoso.example;AccessKey=k;Version=1.0;";

pub(super) async fn walk(walked: &mut Walked) {
    hyper(walked).await;
    let walked = tokio::task::block_in_place(|| {
        blocking(walked);
        walked
    });
    tunnels(walked);
    tower(walked).await;
    mock(walked).await;
}

fn once() -> CallOptions {
    CallOptions::new().retry(RetryPolicy::never())
}

async fn send(transport: impl SendHttpTransport) -> Error {
    let client =
        webpubsub_core::WebPubSubServiceClient::from_connection_string_with(transport, CONNECTION_STRING, "chat");
    failed(client.expect("a client").with_options(once()).send_to_all(Message::text("x")).await)
}

async fn hyper(walked: &mut Walked) {
    let proxy = webpubsub_hyper::Proxy::new(&closed_port()).expect("a proxy");
    walked.error("hyper::ProxyError", "no proxy", send(HyperTransport::builder().proxy(proxy).build()).await);
}

fn blocking(walked: &mut Walked) {
    use webpubsub_blocking::{BlockingTransport, Proxy, WebPubSubServiceClient};
    let proxy = Proxy::new(&closed_port()).expect("a proxy");
    let proxied = BlockingTransport::builder().proxy(proxy).build();
    let client = WebPubSubServiceClient::from_connection_string_with(proxied, CONNECTION_STRING, "chat");
    let client = client.expect("a client").with_options(once());
    walked.error("blocking::ProxyError", "no proxy", failed(client.send_to_all(Message::text("x"))));
    let client = WebPubSubServiceClient::new(&closed_port(), "chat", webpubsub_blocking::Credential::none());
    let unsigned = client.expect("a client").with_options(once());
    walked.error("core::Error", "no connection", failed(unsigned.health()));
}

fn tunnels(walked: &mut Walked) {
    let refused = |response: &str| {
        let mut read = TunnelResponse::default();
        response.bytes().find_map(|byte| read.push(byte).err()).expect("an error")
    };
    walked.error("proxy::TunnelError", "credentials", refused("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    walked.error("proxy::TunnelError", "a status", refused("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    walked.error("proxy::TunnelError", "another protocol", refused("SSH-2.0"));
    walked.error("proxy::TunnelError", "a long head", refused(&format!("HTTP/1.1 200 {}", "x".repeat(8_192))));
    for kind in [io::ErrorKind::UnexpectedEof, io::ErrorKind::ConnectionReset] {
        walked.error("proxy::TunnelError", "a broken stream", TunnelError::from(io::Error::from(kind)));
    }
}

/// A service whose errors are the library's own: a transport behind layers.
async fn tower(walked: &mut Walked) {
    for kind in [NotSent, Interrupted, Timeout, TransportErrorKind::Misconfigured] {
        let service = tower::service_fn(move |_: http::Request<bytes::Bytes>| {
            std::future::ready(Err::<http::Response<String>, _>(TransportError::new(kind, "reset by peer")))
        });
        let transport = webpubsub_tower::TowerTransport::new(service, tokio::time::sleep);
        walked.error("core::Error", "a transport in a service", send(transport).await);
    }
    let service = tower::service_fn(|_: http::Request<bytes::Bytes>| async {
        Ok::<_, Infallible>(http::Response::new("x".repeat(2)))
    });
    let transport = webpubsub_tower::TowerTransport::new(service, tokio::time::sleep).max_response_size(1);
    walked.error("core::Error", "too large", send(transport).await);
}

async fn mock(walked: &mut Walked) {
    let mock = MockTransport::new().fail_with(Interrupted);
    walked.error("core::Error", "scripted", send(mock).await);
    walked.error("mock::ClaimsError", "a token", failed(Claims::verify("a.b.c", "key")));
}

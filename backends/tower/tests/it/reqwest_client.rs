//! A `reqwest::Client` that its owner has configured keeps its settings.

use crate::support::{post, server};
use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderValue, Request};
use reqwest::redirect::Policy;
use reqwest_middleware::{ClientBuilder, Middleware, Next};
use std::time::Duration;
use webpubsub_conformance::{Backend, FaultServer, Fixture, Passed, cases};
use webpubsub_tower::TransportErrorKind::{Interrupted, NotSent, Timeout};
use webpubsub_tower::transport::SendHttpTransport;
use webpubsub_tower::{Message, TowerTransport, WebPubSubServiceClient};

const CONNECTION_STRING: &str = "Endpoint=http://contoso.example;AccessKey=k;Version=1.0;";

/// The five lines of the documentation.
macro_rules! transport {
    ($http:expr) => {{
        let http = $http;
        let service = tower::service_fn(move |request: Request<Bytes>| {
            let http = http.clone();
            async move { http.execute(request.try_into()?).await.map(http::Response::from) }
        });
        TowerTransport::new(service, tokio::time::sleep)
    }};
}

async fn send(transport: impl SendHttpTransport) -> Result<(), webpubsub_tower::Error> {
    let client = WebPubSubServiceClient::from_connection_string_with(transport, CONNECTION_STRING, "chat")?;
    client.send_to_all(Message::text("hi")).await
}

/// The host does not exist; the proxy gets the request.
#[tokio::test]
async fn proxy_and_default_headers_are_kept() {
    let (address, heads) = server();
    let http = reqwest::Client::builder()
        .redirect(Policy::none())
        .proxy(reqwest::Proxy::http(format!("http://{address}")).expect("a proxy"))
        .default_headers(HeaderMap::from_iter([(http::header::VIA, HeaderValue::from_static("policy"))]))
        .build()
        .expect("a client");
    send(transport!(http)).await.expect("accepted");
    let head = heads.recv().expect("a request");
    assert!(head.starts_with("POST http://contoso.example/api/hubs/chat/:send?"), "{head}");
    assert!(head.contains("\r\nvia: policy\r\n") && head.contains("\r\nauthorization: Bearer "), "{head}");
}

/// A header of the company's gateway, from a middleware.
struct Stamp;

#[async_trait::async_trait]
impl Middleware for Stamp {
    async fn handle(
        &self,
        mut request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        request.headers_mut().insert("x-stamp", HeaderValue::from_static("ours"));
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn middleware_is_kept() {
    let (address, heads) = server();
    let proxy = reqwest::Proxy::http(format!("http://{address}")).expect("a proxy");
    let http = reqwest::Client::builder().redirect(Policy::none()).proxy(proxy).build().expect("a client");
    send(transport!(ClientBuilder::new(http).with(Stamp).build())).await.expect("accepted");
    assert!(heads.recv().expect("a request").contains("\r\nx-stamp: ours\r\n"));
}

/// Through the middleware's error type, too.
#[tokio::test]
async fn a_failed_connect_was_not_sent() {
    let kind = |error: webpubsub_tower::Error| match error.kind() {
        webpubsub_tower::ErrorKind::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    };
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let proxy = reqwest::Proxy::http(format!("http://{free}")).expect("a proxy");
    let http = reqwest::Client::builder().redirect(Policy::none()).proxy(proxy).build().expect("a client");
    let error = send(transport!(ClientBuilder::new(http.clone()).with(Stamp).build())).await.expect_err("no proxy");
    assert_eq!(kind(error), NotSent);
    assert_eq!(kind(send(transport!(http)).await.expect_err("no proxy")), NotSent);
}

/// Its own timeouts are known by a rule of the user.
#[tokio::test]
async fn a_timeout_is_read_by_the_rule_of_the_documentation() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let http = reqwest::Client::builder().timeout(Duration::from_millis(20)).build().expect("a client");
    let error = post(&transport!(http.clone()), &url).await.expect_err("no response");
    assert_eq!(error.kind(), Interrupted);
    let read = transport!(http).classify(|error| match error.downcast_ref::<reqwest::Error>()? {
        error if error.is_connect() => Some(NotSent),
        error if error.is_timeout() => Some(Timeout),
        _ => None,
    });
    assert_eq!(post(&read, &url).await.expect_err("no response").kind(), Timeout);
}

/// What the documentation says must be set: without it a conformance case fails.
#[tokio::test]
async fn by_default_it_follows_redirects() {
    let server = FaultServer::start().expect("a free port");
    let backend = Backend::new("reqwest-default");
    let followed = transport!(reqwest::Client::new());
    let fixture = Fixture::new(&followed, &backend, server.base_url(), "redirects");
    assert!(cases::redirects(&fixture).await.is_err());
    let returned = transport!(reqwest::Client::builder().redirect(Policy::none()).build().expect("a client"));
    let fixture = Fixture::new(&returned, &backend, server.base_url(), "redirects");
    assert_eq!(cases::redirects(&fixture).await, Ok(Passed::Full));
}

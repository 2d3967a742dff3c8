//! Calls through a proxy: what it sees, what it refuses, and that closed connections are detected behind it too.

mod environment;
mod tinyproxy;

use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use webpubsub_hyper::operations::SendToAll;
use webpubsub_hyper::{
    AccessKey, CallOptions, Error, ErrorKind, HyperTransport, HyperTransportBuilder, Message, Proxy, RetryPolicy,
    Target, TransportErrorKind, WebPubSubServiceClient,
};
use webpubsub_test_servers::{ACCEPTED, Behavior, Received, TestProxy, TlsService, certificate, server_config};

const HOST: &str = "contoso.webpubsub.azure.com";

fn trusted(service: &TlsService) -> HyperTransportBuilder {
    HyperTransport::builder().root_certificate(&service.certificate).expect("a certificate")
}

fn client(endpoint: &str, transport: HyperTransportBuilder) -> WebPubSubServiceClient {
    let target = Target::new(endpoint, "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport.build(), target, AccessKey::new("k").expect("a key"))
}

async fn send_once(client: &WebPubSubServiceClient) -> Result<(), Error> {
    client.with_options(CallOptions::new().retry(RetryPolicy::never())).send_to_all(Message::text("x")).await
}

/// Not sent, for this reason; and the error does not show the password.
fn assert_not_sent(result: Result<(), Error>, reason: &str) {
    assert_kind(TransportErrorKind::NotSent, result, reason);
}

fn assert_kind(expected: TransportErrorKind, result: Result<(), Error>, reason: &str) {
    let error = result.expect_err(reason);
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!(cause.kind(), expected, "{error}");
    assert!(!error.may_have_taken_effect(), "{error:?}");
    let text = format!("{error:?}");
    assert!(text.contains(reason) && !text.contains("hush"), "{text}");
}

#[tokio::test]
async fn an_https_endpoint_is_reached_through_a_tunnel() {
    let service = TlsService::start(HOST, 2);
    let proxy = TestProxy::start(Behavior::Tunnel(service.address));
    let settings = Proxy::new(&proxy.url()).and_then(|proxy| proxy.basic_auth("ann", "hush")).expect("a proxy");
    let client = client(&format!("https://{HOST}"), trusted(&service).proxy(settings));
    for _ in 0..2 {
        send_once(&client).await.expect("accepted");
        let received = service.received.recv().expect("a request");
        assert!(received.head.starts_with("POST /api/hubs/chat/:send?"), "{}", received.head);
        assert_eq!((received.header("host"), received.header("proxy-authorization")), (Some(HOST), None));
    }
    let requests: Vec<Received> = proxy.received.try_iter().collect();
    assert_eq!(requests.len(), 1, "one tunnel for both calls");
    assert_eq!(requests[0].head.lines().next(), Some("CONNECT contoso.webpubsub.azure.com:443 HTTP/1.1"));
    assert_eq!(requests[0].header("proxy-authorization"), Some("Basic YW5uOmh1c2g="));
    assert_eq!(requests[0].header("authorization"), None);
}

#[tokio::test]
async fn a_request_to_an_http_endpoint_is_forwarded() {
    let proxy = TestProxy::start(Behavior::Respond(ACCEPTED));
    let settings = Proxy::new(&format!("http://ann:hush@{}", proxy.address)).expect("a proxy");
    let client = client("http://gateway.example:8080", HyperTransport::builder().proxy(settings));
    send_once(&client).await.expect("accepted");
    let received = proxy.received.recv().expect("a request");
    let line = received.head.lines().next().expect("a line");
    assert!(line.starts_with("POST http://gateway.example:8080/api/hubs/chat/:send?api-version="), "{line}");
    assert_eq!(received.header("host"), Some("gateway.example:8080"));
    assert_eq!(received.header("proxy-authorization"), Some("Basic YW5uOmh1c2g="));
}

#[tokio::test]
async fn hosts_can_be_excepted() {
    let (address, received) = webpubsub_test_servers::responding(ACCEPTED);
    let proxy = TestProxy::start(Behavior::Respond(ACCEPTED));
    let settings = Proxy::new(&proxy.url()).expect("a proxy");
    let endpoint = format!("http://{address}");
    send_once(&client(&endpoint, HyperTransport::builder().proxy(settings.clone()))).await.expect("accepted");
    assert_eq!(
        (proxy.received.try_iter().count(), received.try_iter().count()),
        (1, 0),
        "an explicit proxy is for all hosts"
    );
    let settings = settings.except("example.org, 127.0.0.0/8");
    send_once(&client(&endpoint, HyperTransport::builder().proxy(settings))).await.expect("accepted");
    assert_eq!((proxy.received.try_iter().count(), received.try_iter().count()), (0, 1));
}

#[tokio::test]
async fn what_a_proxy_refuses_is_not_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let (http, https) = ("http://gateway.example".to_owned(), format!("https://{HOST}"));
    let to = |address: SocketAddr, endpoint: &str| {
        let proxy = Proxy::new(&format!("http://ann:hush@{address}")).expect("a proxy");
        client(endpoint, HyperTransport::builder().proxy(proxy))
    };
    assert_not_sent(send_once(&to(closed, &https)).await, &format!("proxy {closed}"));
    assert_not_sent(send_once(&to(closed, &http)).await, &format!("proxy {closed}"));
    for (response, reason) in [
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy opened no tunnel (status 502)"),
        ("HTTP/1.1 503\n\n", "the proxy opened no tunnel (status 503)"),
        ("SSH-2.0-not_a_proxy\r\n", "the proxy's response is not HTTP"),
        ("", "the proxy closed the connection"),
    ] {
        assert_not_sent(send_once(&to(TestProxy::start(Behavior::Respond(response)).address, &https)).await, reason);
    }
    // Not retried: a directory may lock out a user after some attempts, and what is forbidden stays so.
    let demanding = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    for (response, endpoint, reason) in [
        (demanding, &http, "the proxy requires valid credentials (407)"),
        (demanding, &https, "the proxy requires valid credentials (407)"),
        ("HTTP/1.1 401 Unauthorized\r\n\r\n", &https, "the proxy requires valid credentials (401)"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", &https, "the proxy opened no tunnel (status 403)"),
    ] {
        let result = send_once(&to(TestProxy::start(Behavior::Respond(response)).address, endpoint)).await;
        assert_kind(TransportErrorKind::Misconfigured, result, reason);
    }
    // Any other response to a forwarded request can be the service's own.
    let failing = TestProxy::start(Behavior::Respond("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"));
    let error = send_once(&to(failing.address, &http)).await.expect_err("no success");
    assert_eq!((error.status(), error.may_have_taken_effect()), (Some(502), true));
}

/// A proxy that is itself reached over TLS: the tunnel's TLS runs within the proxy's.
#[tokio::test]
async fn a_tunnel_through_a_proxy_behind_tls() {
    let service = TlsService::start(HOST, 2);
    let made = certificate("localhost");
    let acceptor = tokio_rustls::TlsAcceptor::from(server_config(&made, None));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let far = service.address;
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut client = BufReader::new(acceptor.accept(stream).await.expect("TLS"));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            client.read_line(&mut head).await.expect("a line");
        }
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("written");
        let mut far = tokio::net::TcpStream::connect(far).await.expect("a connection");
        let _ = tokio::io::copy_bidirectional(&mut client, &mut far).await;
    });
    let settings = Proxy::new(&format!("https://localhost:{port}")).expect("a proxy");
    let builder = trusted(&service).root_certificate(made.cert.pem()).expect("a certificate");
    let client = client(&format!("https://{HOST}"), builder.proxy(settings));
    for _ in 0..2 {
        send_once(&client).await.expect("accepted");
    }
    assert_eq!(service.received.try_iter().count(), 2);
    serving.await.expect("ended, as the service closed");
}

/// As `stale_connections.rs` without a proxy: the service closes each connection after one response, and no call fails.
#[tokio::test]
async fn a_close_is_detected_through_a_tunnel() {
    let service = TlsService::start(HOST, 1);
    let proxy = TestProxy::start(Behavior::Tunnel(service.address));
    let settings = Proxy::new(&proxy.url()).expect("a proxy");
    let client = client(&format!("https://{HOST}"), trusted(&service).proxy(settings));
    for number in 0..50 {
        let sent = client.call_detailed(&SendToAll::new(Message::text(format!("{number}")))).await;
        assert_eq!(sent.unwrap_or_else(|error| panic!("{number}: {error}")).attempts, 1);
        // Blocks the runtime: only the socket has the close.
        proxy.closed.recv().expect("closed");
    }
    let arrived: Vec<Vec<u8>> = service.received.try_iter().map(|received| received.body).collect();
    assert_eq!(arrived, (0..50).map(|number: u32| number.to_string().into_bytes()).collect::<Vec<_>>());
}

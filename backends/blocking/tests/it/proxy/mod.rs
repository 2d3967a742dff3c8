//! Proxies: a tunnel for `https`, forwarding for `http`, exceptions, and what a refusal means.

mod environment;
mod under_tls;

use crate::support::{client_of, kind, send_once};
use std::net::SocketAddr;
use webpubsub_blocking::operations::SendToAll;
use webpubsub_blocking::{
    BlockingTransport, BlockingTransportBuilder, Error, Message, Proxy, TransportErrorKind, WebPubSubServiceClient,
};
use webpubsub_test_servers::{
    ACCEPTED, Behavior, Received, TestProxy, TlsService, accept, certificate, responding, serve, server_config,
};

const HOST: &str = "contoso.webpubsub.azure.com";

fn trusted(service: &TlsService) -> BlockingTransportBuilder {
    BlockingTransport::builder().root_certificate(&service.certificate).expect("a certificate")
}

fn client(endpoint: &str, builder: BlockingTransportBuilder) -> WebPubSubServiceClient {
    client_of(endpoint, builder.build())
}

fn proxy(url: &str) -> Proxy {
    Proxy::new(url).expect("a proxy")
}

/// Not sent, for this reason; and the error does not show the password.
fn assert_not_sent(result: Result<(), Error>, reason: &str) {
    assert_kind(TransportErrorKind::NotSent, result, reason);
}

fn assert_kind(expected: TransportErrorKind, result: Result<(), Error>, reason: &str) {
    let error = result.expect_err(reason);
    assert_eq!(kind(&error), expected, "{error:?}");
    assert!(!error.may_have_taken_effect(), "{error:?}");
    let text = format!("{error:?}");
    assert!(text.contains(reason) && !text.contains("hush"), "{text}");
}

#[test]
fn an_https_endpoint_is_reached_through_a_tunnel() {
    let service = TlsService::start(HOST, 2);
    let through = TestProxy::start(Behavior::Tunnel(service.address));
    let settings = proxy(&through.url()).basic_auth("ann", "hush").expect("a user");
    let client = client(&format!("https://{HOST}"), trusted(&service).proxy(settings));
    for _ in 0..2 {
        send_once(&client).expect("accepted");
        let received = service.received.recv().expect("a request");
        assert!(received.head.starts_with("POST /api/hubs/chat/:send?"), "{}", received.head);
        assert_eq!((received.header("host"), received.header("proxy-authorization")), (Some(HOST), None));
    }
    let requests: Vec<Received> = through.received.try_iter().collect();
    assert_eq!(requests.len(), 1, "one tunnel for both calls");
    assert_eq!(requests[0].head.lines().next(), Some("CONNECT contoso.webpubsub.azure.com:443 HTTP/1.1"));
    assert_eq!(requests[0].header("proxy-authorization"), Some("Basic YW5uOmh1c2g="));
    assert_eq!(requests[0].header("authorization"), None);
}

/// A proxy that is itself reached over TLS: the tunnel's TLS runs within the proxy's.
#[test]
fn a_tunnel_through_a_proxy_behind_tls() {
    let service = TlsService::start(HOST, 2);
    let (made, far) = (certificate("localhost"), service.address);
    let config = server_config(&made, None);
    let address = serve(move |stream| under_tls::tunnel_under_tls(accept(&config, stream.into_inner()), far));
    let settings = proxy(&format!("https://localhost:{}", address.port()));
    let builder = trusted(&service).root_certificate(made.cert.pem()).expect("a certificate");
    let client = client(&format!("https://{HOST}"), builder.proxy(settings));
    for _ in 0..2 {
        send_once(&client).expect("accepted");
        service.received.recv().expect("a request");
    }
}

#[test]
fn a_request_to_an_http_endpoint_is_forwarded() {
    let through = TestProxy::start(Behavior::Respond(ACCEPTED));
    let settings = proxy(&format!("http://ann:hush@{}", through.address));
    let client = client("http://gateway.example:8080", BlockingTransport::builder().proxy(settings));
    send_once(&client).expect("accepted");
    let received = through.received.recv().expect("a request");
    let line = received.head.lines().next().expect("a line");
    assert!(line.starts_with("POST http://gateway.example:8080/api/hubs/chat/:send?api-version="), "{line}");
    assert_eq!(received.header("host"), Some("gateway.example:8080"));
    assert_eq!(received.header("proxy-authorization"), Some("Basic YW5uOmh1c2g="));
    assert_eq!(received.body, b"x");
}

#[test]
fn hosts_can_be_excepted() {
    let (address, received) = responding(ACCEPTED);
    let through = TestProxy::start(Behavior::Respond(ACCEPTED));
    let (settings, endpoint) = (proxy(&through.url()), format!("http://{address}"));
    send_once(&client(&endpoint, BlockingTransport::builder().proxy(settings.clone()))).expect("accepted");
    let counts = || (through.received.try_iter().count(), received.try_iter().count());
    assert_eq!(counts(), (1, 0), "an explicit proxy is for all hosts");
    let settings = settings.except("example.org, 127.0.0.0/8");
    send_once(&client(&endpoint, BlockingTransport::builder().proxy(settings))).expect("accepted");
    assert_eq!(counts(), (0, 1));
}

#[test]
fn what_a_proxy_refuses_is_not_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let (http, https) = ("http://gateway.example".to_owned(), format!("https://{HOST}"));
    let to = |address: SocketAddr, endpoint: &str| {
        let settings = proxy(&format!("http://ann:hush@{address}"));
        send_once(&client(endpoint, BlockingTransport::builder().proxy(settings)))
    };
    assert_not_sent(to(closed, &https), &format!("proxy {closed}"));
    assert_not_sent(to(closed, &http), &format!("proxy {closed}"));
    for (response, reason) in [
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy opened no tunnel (status 502)"),
        ("HTTP/1.1 503\n\n", "the proxy opened no tunnel (status 503)"),
        ("SSH-2.0-not_a_proxy\r\n", "the proxy's response is not HTTP"),
        ("", "the proxy closed the connection"),
    ] {
        assert_not_sent(to(TestProxy::start(Behavior::Respond(response)).address, &https), reason);
    }
    // Not retried: a directory may lock out a user after some attempts, and what is forbidden stays so.
    let demanding = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    for (response, endpoint, reason) in [
        (demanding, &http, "the proxy requires valid credentials (407)"),
        (demanding, &https, "the proxy requires valid credentials (407)"),
        ("HTTP/1.1 401 Unauthorized\r\n\r\n", &https, "the proxy requires valid credentials (401)"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", &https, "the proxy opened no tunnel (status 403)"),
    ] {
        let result = to(TestProxy::start(Behavior::Respond(response)).address, endpoint);
        assert_kind(TransportErrorKind::Misconfigured, result, reason);
    }
    // Any other response to a forwarded request can be the service's own.
    let failing = TestProxy::start(Behavior::Respond("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"));
    let error = to(failing.address, &http).expect_err("no success");
    assert_eq!((error.status(), error.may_have_taken_effect()), (Some(502), true));
}

/// As without a proxy: the service closes each connection after one response, and no call fails.
#[test]
fn a_close_is_detected_through_a_tunnel() {
    let service = TlsService::start(HOST, 1);
    let through = TestProxy::start(Behavior::Tunnel(service.address));
    let client = client(&format!("https://{HOST}"), trusted(&service).proxy(proxy(&through.url())));
    for number in 0..20_u8 {
        let sent = client.call_detailed(&SendToAll::new(Message::binary(vec![number])));
        assert_eq!(sent.unwrap_or_else(|error| panic!("{number}: {error:?}")).attempts, 1);
        through.closed.recv().expect("closed");
        assert_eq!(service.received.recv().expect("a request").body, [number]);
    }
}

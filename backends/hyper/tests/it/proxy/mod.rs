//! Through a proxy: what it sees, what it refuses, and that a closed connection is noticed behind it too.

mod environment;
mod small;
mod tinyproxy;

use crate::certificate::{accept, certificate, say_goodbye, server_config};
use crate::support::{Seen, read_request, serve};
use small::{Policy, Small};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use webpubsub_hyper::operations::SendToAll;
use webpubsub_hyper::{
    AccessKey, CallOptions, Error, ErrorKind, HyperTransport, HyperTransportBuilder, Message, Proxy, RetryPlan, Target,
    TransportErrorKind, WebPubSubServiceClient,
};

const HOST: &str = "contoso.webpubsub.azure.com";
const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

/// A service over TLS under a name that this machine does not have, which answers so many messages a connection.
struct Service {
    address: SocketAddr,
    certificate: String,
    seen: mpsc::Receiver<Seen>,
}

impl Service {
    fn start(host: &str, messages: usize) -> Self {
        let made = certificate(host);
        let (pem, config) = (made.cert.pem(), Arc::new(server_config(&made)));
        let (tell, seen) = mpsc::channel();
        let address = serve(move |stream| {
            let mut tls = accept(&config, stream.into_inner());
            for _ in 0..messages {
                let Some(request) = read_request(&mut tls) else { return };
                let _ = tell.send(request);
                let _ = tls.get_mut().write_all(ACCEPTED.as_bytes());
            }
            say_goodbye(&mut tls);
        });
        Self { address, certificate: pem, seen }
    }

    fn trusted(&self) -> HyperTransportBuilder {
        HyperTransport::builder().root_certificate(&self.certificate).expect("a certificate")
    }
}

fn client(endpoint: &str, transport: HyperTransportBuilder) -> WebPubSubServiceClient {
    let target = Target::new(endpoint, "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport.build(), target, AccessKey::new("k").expect("a key"))
}

async fn send_once(client: &WebPubSubServiceClient) -> Result<(), Error> {
    client.with(CallOptions::new().retry(RetryPlan::never())).send_to_all(Message::text("x")).await
}

/// Not sent, for this reason; and no word of the password.
fn assert_not_sent(result: Result<(), Error>, reason: &str) {
    let error = result.expect_err(reason);
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!(cause.kind(), TransportErrorKind::NotSent, "{error}");
    assert!(error.to_string().contains(reason) && !format!("{error} {error:?}").contains("hush"), "{error}");
}

#[tokio::test]
async fn an_https_endpoint_is_reached_through_a_tunnel() {
    let service = Service::start(HOST, 2);
    let proxy = Small::start(Policy::To(service.address));
    let through = Proxy::new(&proxy.url()).and_then(|proxy| proxy.basic_auth("ann", "hush")).expect("a proxy");
    let client = client(&format!("https://{HOST}"), service.trusted().proxy(through));
    for _ in 0..2 {
        send_once(&client).await.expect("accepted");
        let seen = service.seen.recv().expect("a request");
        assert!(seen.head.starts_with("POST /api/hubs/chat/:send?"), "{}", seen.head);
        assert_eq!((seen.header("host"), seen.header("proxy-authorization")), (Some(HOST), None));
    }
    let asked: Vec<Seen> = proxy.seen.try_iter().collect();
    assert_eq!(asked.len(), 1, "one tunnel for both");
    assert_eq!(asked[0].head.lines().next(), Some("CONNECT contoso.webpubsub.azure.com:443 HTTP/1.1"));
    assert_eq!(asked[0].header("proxy-authorization"), Some("Basic YW5uOmh1c2g="));
    assert_eq!(asked[0].header("authorization"), None);
}

#[tokio::test]
async fn a_request_to_an_http_endpoint_is_forwarded() {
    let proxy = Small::start(Policy::Say(ACCEPTED));
    let through = Proxy::new(&format!("http://ann:hush@{}", proxy.address)).expect("a proxy");
    let client = client("http://gateway.example:8080", HyperTransport::builder().proxy(through));
    send_once(&client).await.expect("accepted");
    let seen = proxy.seen.recv().expect("a request");
    let line = seen.head.lines().next().expect("a line");
    assert!(line.starts_with("POST http://gateway.example:8080/api/hubs/chat/:send?api-version="), "{line}");
    assert_eq!(seen.header("host"), Some("gateway.example:8080"));
    assert_eq!(seen.header("proxy-authorization"), Some("Basic YW5uOmh1c2g="));
}

#[tokio::test]
async fn hosts_can_be_excepted() {
    let (address, seen) = crate::support::answering(ACCEPTED);
    let proxy = Small::start(Policy::Say(ACCEPTED));
    let through = Proxy::new(&proxy.url()).expect("a proxy");
    let endpoint = format!("http://{address}");
    send_once(&client(&endpoint, HyperTransport::builder().proxy(through.clone()))).await.expect("accepted");
    assert_eq!((proxy.seen.try_iter().count(), seen.try_iter().count()), (1, 0), "a chosen proxy is for all hosts");
    let through = through.except("example.org, 127.0.0.0/8");
    send_once(&client(&endpoint, HyperTransport::builder().proxy(through))).await.expect("accepted");
    assert_eq!((proxy.seen.try_iter().count(), seen.try_iter().count()), (0, 1));
}

#[tokio::test]
async fn what_a_proxy_refuses_was_not_sent() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let (http, https) = ("http://gateway.example".to_owned(), format!("https://{HOST}"));
    let to = |address: SocketAddr, endpoint: &str| {
        let proxy = Proxy::new(&format!("http://ann:hush@{address}")).expect("a proxy");
        client(endpoint, HyperTransport::builder().proxy(proxy))
    };
    assert_not_sent(send_once(&to(nobody, &https)).await, &format!("proxy {nobody}"));
    assert_not_sent(send_once(&to(nobody, &http)).await, &format!("proxy {nobody}"));
    for (words, reason) in [
        ("HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n", "proxy authorization required"),
        ("HTTP/1.1 403 Not there\r\n\r\n", "unsuccessful"),
        ("HTTP/1.1 502 Nobody there\r\n\r\n", "unsuccessful"),
        ("SSH-2.0-not_a_proxy\r\n", "unsuccessful"),
        ("", "unexpected end of file"),
    ] {
        assert_not_sent(send_once(&to(Small::start(Policy::Say(words)).address, &https)).await, reason);
    }
    let asking = Small::start(Policy::Say("HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n"));
    assert_not_sent(send_once(&to(asking.address, &http)).await, "the proxy wants other credentials (407)");
    // Any other answer to a forwarded request can be the service's own.
    let failing = Small::start(Policy::Say("HTTP/1.1 502 Nobody there\r\ncontent-length: 0\r\n\r\n"));
    let error = send_once(&to(failing.address, &http)).await.expect_err("no success");
    assert_eq!((error.status(), error.may_have_taken_effect()), (Some(502), true));
}

/// A proxy that is itself reached over TLS: the tunnel's TLS runs within the proxy's.
#[tokio::test]
async fn a_tunnel_through_a_proxy_behind_tls() {
    let service = Service::start(HOST, 2);
    let made = certificate("localhost");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(server_config(&made)));
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
        let mut far = tokio::net::TcpStream::connect(far).await.expect("the place");
        let _ = tokio::io::copy_bidirectional(&mut client, &mut far).await;
    });
    let through = Proxy::new(&format!("https://localhost:{port}")).expect("a proxy");
    let builder = service.trusted().root_certificate(made.cert.pem()).expect("a certificate");
    let client = client(&format!("https://{HOST}"), builder.proxy(through));
    for _ in 0..2 {
        send_once(&client).await.expect("accepted");
    }
    assert_eq!(service.seen.try_iter().count(), 2);
    serving.await.expect("ended, as the service closed");
}

/// As `idle.rs` without a proxy: the service closes each connection after one answer, and no call notices.
#[tokio::test]
async fn a_close_is_seen_through_a_tunnel() {
    let service = Service::start(HOST, 1);
    let proxy = Small::start(Policy::To(service.address));
    let through = Proxy::new(&proxy.url()).expect("a proxy");
    let client = client(&format!("https://{HOST}"), service.trusted().proxy(through));
    for number in 0..50 {
        let sent = client.call_detailed(&SendToAll::new(Message::text(format!("{number}")))).await;
        assert_eq!(sent.unwrap_or_else(|error| panic!("{number}: {error}")).attempts, 1);
        // Blocks the runtime: only the socket knows.
        proxy.closed.recv().expect("closed");
    }
    let arrived: Vec<Vec<u8>> = service.seen.try_iter().map(|seen| seen.body).collect();
    assert_eq!(arrived, (0..50).map(|number: u32| number.to_string().into_bytes()).collect::<Vec<_>>());
}

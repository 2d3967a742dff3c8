//! The texts of errors, as an operator reads them: the cause in full, and no sentence twice.

use crate::support::client_of;
use std::error::Error as _;
use std::io::Write;
use webpubsub_hyper::{CallOptions, ErrorKind, HyperTransport, Message, Proxy, RetryPolicy};
use webpubsub_test_servers::{accept, certificate, read_request, responding, serve, server_config};

const REFUSED: &str = "tcp connect error: Connection refused";

/// The text of the cause of a failed send. It is the whole cause: there is no source behind it.
async fn cause(endpoint: &str, transport: HyperTransport) -> String {
    let client = client_of(endpoint, transport).with_options(CallOptions::new().retry(RetryPolicy::never()));
    let error = client.send_to_all(Message::text("x")).await.expect_err("no success");
    let ErrorKind::Transport(transport_error) = error.kind() else { panic!("{error}") };
    let source = transport_error.source().expect("a source");
    assert!(source.source().is_none(), "{source:?}");
    let (text, cause) = (format!("{error:?}"), source.to_string());
    let sentences: Vec<&str> = text.split(['\n', ';']).flat_map(|part| part.split(": ")).map(str::trim).collect();
    for (index, sentence) in sentences.iter().enumerate() {
        assert!(!sentences[..index].contains(sentence), "twice: {sentence:?} in {text}");
    }
    assert!(text.contains(&cause) && !text.contains("client error"), "{text}");
    cause
}

fn closed_port() -> std::net::SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port")
}

#[tokio::test]
async fn of_a_refused_connection() {
    let text = cause(&format!("http://{}", closed_port()), HyperTransport::default()).await;
    assert!(text.starts_with(REFUSED), "{text}");
}

#[tokio::test]
async fn of_an_unknown_host() {
    // A label that DNS does not allow: so this needs no network.
    let endpoint = format!("http://{}.invalid", "a".repeat(64));
    let text = cause(&endpoint, HyperTransport::builder().no_proxy().build()).await;
    assert!(text.starts_with("dns error: failed to lookup address information: "), "{text}");
}

#[tokio::test]
async fn of_tls() {
    let made = certificate("localhost");
    let config = server_config(&made, None);
    let address = serve(move |stream| drop(read_request(&mut accept(&config, stream.into_inner()))));
    let text = cause(&format!("https://localhost:{}", address.port()), HyperTransport::default()).await;
    let advice = "trust the certificate authority that issued it, by `root_certificate` or SSL_CERT_FILE";
    assert_eq!(text, format!("TLS: invalid peer certificate: UnknownIssuer; {advice}"));
    let trusting = HyperTransport::builder().root_certificate(made.cert.pem()).expect("a certificate").build();
    let text = cause(&format!("https://{address}"), trusting).await;
    assert!(text.starts_with("TLS: invalid peer certificate: certificate not valid for name \"127.0.0.1\""), "{text}");
    let plain = serve(|mut stream| drop(stream.get_mut().write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")));
    let text = cause(&format!("https://{plain}"), HyperTransport::default()).await;
    assert!(text.starts_with("TLS: received corrupt message"), "{text}");
}

#[tokio::test]
async fn of_a_proxy() {
    let through = |address| {
        let proxy = Proxy::new(&format!("http://{address}")).expect("a proxy");
        HyperTransport::builder().proxy(proxy).build()
    };
    for (response, reason) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "the proxy requires valid credentials (407)"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "the proxy opened no tunnel (status 403)"),
        ("", "the proxy closed the connection"),
    ] {
        let address = serve(move |mut stream| {
            let _ = read_request(&mut stream);
            let _ = stream.get_mut().write_all(response.as_bytes());
        });
        let text = cause("https://contoso.example", through(address)).await;
        assert_eq!(text, format!("proxy {address}: {reason}"));
    }
    let address = closed_port();
    let text = cause("https://contoso.example", through(address)).await;
    let tunnel = format!("proxy {address}: {REFUSED}");
    assert!(text.starts_with(&tunnel), "{text}");
    let text = cause("http://contoso.example", through(address)).await;
    assert!(text.starts_with(&format!("proxy {address}: {REFUSED}")), "{text}");
}

#[tokio::test]
async fn of_a_response_that_is_cut_off() {
    let address = serve(|mut stream| drop(read_request(&mut stream)));
    let text = cause(&format!("http://{address}"), HyperTransport::default()).await;
    assert_eq!(text, "connection closed before message completed");
    let address = serve(|mut stream| {
        let _ = read_request(&mut stream);
        let _ = stream.get_mut().write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\nabc");
    });
    let text = cause(&format!("http://{address}"), HyperTransport::default()).await;
    assert_eq!(text, "error reading a body from connection: end of file before message length reached");
}

#[tokio::test]
async fn of_a_response_that_is_too_large() {
    let (address, _received) = responding("HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nab");
    let text = cause(&format!("http://{address}"), HyperTransport::builder().max_response_size(1).build()).await;
    assert_eq!(text, "more than 1 bytes");
}

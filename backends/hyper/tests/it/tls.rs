//! TLS: an untrusted server is rejected before anything is sent; roots and client certificates can be added.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use tokio_rustls::rustls::{ServerConnection, StreamOwned};
use webpubsub_hyper::{
    AccessKey, BuildError, CallOptions, Error, ErrorKind, HyperTransport, Message, RetryPolicy, Target,
    TransportErrorKind, WebPubSubServiceClient,
};
use webpubsub_test_servers::{Certificate, certificate, server_config};

/// Serves one connection: responds 202 if TLS succeeds. Requires `client`'s certificate, if given.
fn serve(server: &Certificate, client: Option<&Certificate>) -> (u16, JoinHandle<bool>) {
    let config = server_config(server, client);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let serving = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let session = ServerConnection::new(config).expect("a session");
        let mut tls = StreamOwned::new(session, stream);
        let read = tls.read(&mut [0; 4_096]);
        read.is_ok_and(|length| length > 0)
            && tls.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").is_ok()
    });
    (port, serving)
}

async fn send(port: u16, transport: HyperTransport) -> Result<(), Error> {
    let target = Target::new(&format!("https://localhost:{port}"), "chat").expect("a target");
    let client = WebPubSubServiceClient::with_transport(transport, target, AccessKey::new("k").expect("a key"));
    client.with_options(CallOptions::new().retry(RetryPolicy::never())).send_to_all(Message::text("x")).await
}

fn kind(error: &Error) -> TransportErrorKind {
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    cause.kind()
}

#[tokio::test]
async fn an_untrusted_certificate_is_rejected() {
    let (port, serving) = serve(&certificate("localhost"), None);
    let error = send(port, HyperTransport::default()).await.expect_err("rejected");
    assert_eq!(kind(&error), TransportErrorKind::Misconfigured);
    assert!(format!("{error:?}").to_lowercase().contains("certificate"), "{error}");
    assert!(!serving.join().expect("ended"), "the handshake fails on both sides");
}

#[tokio::test]
async fn an_added_root_is_trusted() {
    let (server, other) = (certificate("localhost"), certificate("localhost"));
    let (port, serving) = serve(&server, None);
    let both = [other.cert.pem(), server.cert.pem()].concat();
    let transport = HyperTransport::builder().root_certificate(both).expect("certificates").build();
    send(port, transport).await.expect("accepted");
    assert!(serving.join().expect("ended"));
}

#[tokio::test]
async fn a_client_certificate_is_presented_on_request() {
    let (server, client) = (certificate("localhost"), certificate("localhost"));
    let trusting = HyperTransport::builder().root_certificate(server.cert.pem()).expect("a certificate");
    let (port, serving) = serve(&server, Some(&client));
    send(port, trusting.clone().build()).await.expect_err("no client certificate");
    assert!(!serving.join().expect("ended"));
    let (port, serving) = serve(&server, Some(&client));
    let key = client.signing_key.serialize_pem();
    let known = trusting.client_certificate(client.cert.pem(), key).expect("a certificate").build();
    send(port, known).await.expect("accepted");
    assert!(serving.join().expect("ended"));
}

#[test]
fn invalid_certificates_and_keys_are_rejected_and_not_quoted() {
    let (mine, other) = (certificate("localhost"), certificate("localhost"));
    let (pem, key) = (mine.cert.pem(), mine.signing_key.serialize_pem());
    let cut = pem[..pem.len() / 2].to_owned();
    let no_certificate = pem.replacen("MII", "AAA", 1);
    let root = |pem: &str| HyperTransport::builder().root_certificate(pem);
    let identity = |chain: &str, key: &str| HyperTransport::builder().client_certificate(chain, key);
    for (rejected, field, rule) in [
        (root(""), "root certificate", "at least one CERTIFICATE section"),
        (root(&key), "root certificate", "at least one CERTIFICATE section"),
        (root(&cut), "root certificate", "must be valid PEM"),
        (root(&no_certificate), "root certificate", "not an X.509 certificate"),
        (identity("", &key), "client certificate", "at least one CERTIFICATE section"),
        (identity(&pem, ""), "client key", "must be PEM with one private key"),
        (identity(&pem, &key[..60]), "client key", "must be PEM with one private key"),
        (identity(&pem, &other.signing_key.serialize_pem()), "client key", "belongs to the first client certificate"),
    ] {
        let error: BuildError = rejected.expect_err(rule);
        assert!(error.field() == field && error.rule().contains(rule), "{error}");
        assert!(key.lines().all(|line| !error.to_string().contains(line)), "{error}");
    }
    let shown = format!("{:?}", identity(&pem, &key).expect("valid"));
    assert!(shown.contains("client_certificate: true"), "{shown}");
    assert!(key.lines().all(|line| !shown.contains(line)), "{shown}");
}

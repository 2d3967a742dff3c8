//! TLS: a server that nobody vouches for is refused before anything is sent.

use rcgen::generate_simple_self_signed;
use std::sync::Arc;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use webpubsub_hyper::{
    AccessKey, CallOptions, ErrorKind, Message, RetryPlan, TransportErrorKind, WebPubSubServiceClient,
};

#[tokio::test]
async fn an_unknown_certificate_is_refused() {
    let made = generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a config");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        acceptor.accept(stream).await.err().map(|error| error.to_string())
    });
    let key = AccessKey::new("k").expect("a key");
    let client = WebPubSubServiceClient::new(&format!("https://localhost:{port}"), "chat", key).expect("a client");
    let client = client.with(CallOptions::new().retry(RetryPlan::never()));
    let error = client.send_to_all(Message::text("x")).await.expect_err("refused");
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!(cause.kind(), TransportErrorKind::NotSent);
    assert!(error.to_string().to_lowercase().contains("certificate"), "{error}");
    assert!(server.await.expect("ended").is_some(), "the handshake fails on both sides");
}

//! TLS in addition to http: the same service, with a certificate that clients must trust explicitly.

mod common;

use std::sync::Arc;

use bytes::Bytes;
use common::{Caller, sign};
use futures_util::StreamExt as _;
use http::{Request, Version};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use webpubsub_emulator::Emulator;

async fn start() -> Emulator {
    Emulator::builder().tls(true).start().await.expect("started")
}

fn trusting(pem: Option<&str>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    if let Some(pem) = pem {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM")).expect("a certificate");
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    builder.with_safe_default_protocol_versions().expect("versions").with_root_certificates(roots).with_no_client_auth()
}

/// A signed call over TLS: version and status, and the body.
async fn call(emulator: &Emulator, http2: bool, verb: &str, path: &str) -> Option<(Version, u16, Bytes)> {
    let url = format!("{}{path}", emulator.https_endpoint()?);
    let builder = HttpsConnectorBuilder::new().with_tls_config(trusting(emulator.certificate_pem())).https_only();
    let connector = if http2 { builder.enable_all_versions().build() } else { builder.enable_http1().build() };
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let token = sign(&json!({"aud": url, "exp": common::now() + 60}), emulator.access_key());
    let request = Request::builder().method(verb).uri(url).header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "text/plain").body(Full::new(Bytes::from_static(b"x")));
    let (parts, body) = client.request(request.expect("a request")).await.ok()?.into_parts();
    Some((parts.version, parts.status.as_u16(), body.collect().await.ok()?.to_bytes()))
}

#[tokio::test]
async fn both_versions_of_http_and_every_local_name() {
    let emulator = start().await;
    for (http2, version) in [(false, Version::HTTP_11), (true, Version::HTTP_2)] {
        let response = call(&emulator, http2, "POST", "/api/hubs/chat/:send").await.expect("a response");
        assert_eq!((response.0, response.1), (version, 202));
    }
    let plain = Caller::new(&emulator);
    assert_eq!(plain.send("/api/hubs/chat/:send", "x").await, 202, "http still works");
    let address = emulator.https_endpoint().and_then(|endpoint| endpoint.strip_prefix("https://")).expect("an address");
    for name in ["localhost", "127.0.0.1", "::1"] {
        let name = ServerName::try_from(name).expect("a name");
        let stream = TcpStream::connect(address).await.expect("connected");
        let connector = TlsConnector::from(Arc::new(trusting(emulator.certificate_pem())));
        connector.connect(name, stream).await.expect("trusted");
    }
}

#[tokio::test]
async fn links_stay_on_tls() {
    let emulator = start().await;
    let caller = Caller::new(&emulator);
    let mut sockets = Vec::new();
    for _ in 0..2 {
        sockets.push(caller.json("chat", &json!({"webpubsub.group": "g"})).await);
    }
    let path = "/api/hubs/chat/groups/g/connections?maxpagesize=1";
    let (_, status, body) = call(&emulator, true, "GET", path).await.expect("a response");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let link = body["nextLink"].as_str().expect("a link");
    assert!(status == 200 && link.starts_with(emulator.https_endpoint().expect("TLS")), "{link}");
}

#[tokio::test]
async fn web_sockets_too() {
    let emulator = start().await;
    let endpoint = emulator.https_endpoint().expect("TLS");
    let address = endpoint.strip_prefix("https://").expect("an address");
    let claims = json!({"aud": format!("{endpoint}/client/hubs/chat"), "exp": common::now() + 60});
    let token = sign(&claims, emulator.access_key());
    let url = format!("wss://{address}/client/hubs/chat?access_token={token}");
    let stream = TcpStream::connect(address).await.expect("connected");
    let connector = TlsConnector::from(Arc::new(trusting(emulator.certificate_pem())));
    let stream = connector.connect(ServerName::try_from("127.0.0.1").expect("a name"), stream).await.expect("trusted");
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.expect("a WebSocket");
    call(&emulator, true, "POST", "/api/hubs/chat/:send").await.expect("a response");
    let frame = socket.next().await.expect("a frame").expect("a valid frame");
    assert_eq!(frame.into_text().expect("text"), "x");
}

#[tokio::test]
async fn its_certificate_is_not_trusted_by_default_and_plain_http_fails() {
    let (emulator, other) = (start().await, start().await);
    assert_ne!(emulator.certificate_pem(), other.certificate_pem());
    let address = emulator.https_endpoint().and_then(|endpoint| endpoint.strip_prefix("https://")).expect("an address");
    for pem in [None, other.certificate_pem()] {
        let stream = TcpStream::connect(address).await.expect("connected");
        let connector = TlsConnector::from(Arc::new(trusting(pem)));
        connector.connect(ServerName::try_from("localhost").expect("a name"), stream).await.expect_err("unknown");
    }
    let mut stream = TcpStream::connect(address).await.expect("connected");
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("written");
    let mut response = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut response).await;
    assert!(!response.starts_with(b"HTTP"), "{response:?}");
    assert!(call(&emulator, false, "HEAD", "/api/health").await.is_some_and(|response| response.1 == 200));
    let without = Emulator::start().await.expect("started");
    assert!(without.https_endpoint().is_none() && without.certificate_pem().is_none());
}

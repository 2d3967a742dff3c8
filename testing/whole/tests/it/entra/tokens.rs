//! From a secret to a connected client, renewal, and one token for all.

use super::{builder, client, client_over_tls, emulator, secret};
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use webpubsub_hyper::entra::ClientAssertion;
use webpubsub_hyper::{ClientAccess, Message};
use webpubsub_whole::{Received, Subscriber, Watch};

const LONG: Duration = Duration::from_secs(3599);

#[tokio::test]
async fn over_http_on_this_machine() {
    let _watch = Watch::begin();
    let emulator = emulator().await;
    let client = client(&emulator, secret(&emulator));
    let mut subscriber = Subscriber::json(&client, ClientAccess::new().user_id("ann").group("g")).await;
    client.send_to_group("g", Message::text("hi")).await.expect("accepted");
    assert_eq!(subscriber.receive().await, Received::Text("hi".into()));
    assert!(client.user_exists("ann").await.expect("a response"));
    assert_eq!(emulator.entra_token_requests(), 1);
}

#[tokio::test]
async fn an_assertion_does_as_well() {
    let _watch = Watch::begin();
    let emulator = emulator().await;
    let assertion = ClientAssertion::new(super::TENANT, super::CLIENT_ID, || Ok("vouched-for-hush-hush".into()));
    let assertion = assertion.and_then(|assertion| assertion.authority(emulator.endpoint())).expect("a credential");
    let client = client(&emulator, assertion.allow_http_on_loopback());
    client.send_to_all(Message::text("hi")).await.expect("accepted");
}

#[tokio::test]
async fn over_tls_from_the_secret_to_the_web_socket() {
    let _watch = Watch::begin();
    let emulator = builder(LONG).tls(true).start().await.expect("an emulator");
    let client = client_over_tls(&emulator);
    let access = client.client_access_token(&ClientAccess::new().user_id("ann")).await.expect("a token");
    let mut roots = RootCertStore::empty();
    let pem = emulator.certificate_pem().expect("TLS");
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM")).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("versions").with_root_certificates(roots);
    let address = access.base_url().split('/').nth(2).expect("a host");
    let stream = TcpStream::connect(address).await.expect("connected");
    let name = ServerName::try_from("127.0.0.1").expect("a name");
    let stream = TlsConnector::from(Arc::new(config.with_no_client_auth())).connect(name, stream).await.expect("TLS");
    let (mut socket, _) = client_async(access.expose_url(), stream).await.expect("a WebSocket");
    client.send_to_user("ann", Message::text("hi")).await.expect("accepted");
    let frame = socket.next().await.expect("a frame").expect("a good frame");
    assert_eq!(frame.into_text().expect("text"), "hi");
    assert_eq!(emulator.entra_token_requests(), 1);
}

#[tokio::test]
async fn a_short_token_is_renewed_before_its_end() {
    let _watch = Watch::begin();
    let emulator = builder(Duration::from_secs(2)).start().await.expect("an emulator");
    let client = client(&emulator, secret(&emulator));
    let begin = Instant::now();
    let mut calls = 0;
    while emulator.entra_token_requests() < 3 {
        assert!(begin.elapsed() < Duration::from_secs(20), "never renewed");
        assert!(!client.user_exists("ann").await.expect("a response"));
        calls += 1;
        // Lets the clock go on; the test does not depend on how far.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(calls > 3, "not for every call");
}

#[tokio::test]
async fn a_claims_challenge_fetches_a_new_token() {
    let _watch = Watch::begin();
    let emulator = emulator().await;
    let client = client(&emulator, secret(&emulator));
    client.send_to_all(Message::text("before")).await.expect("accepted");
    emulator.demand_claims(Some(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#));
    client.send_to_all(Message::text("after")).await.expect("accepted");
    client.send_to_all(Message::text("kept")).await.expect("accepted");
    assert_eq!(emulator.entra_token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_first_calls_fetch_one_token() {
    let _watch = Watch::begin();
    let emulator = builder(LONG).tls(true).start().await.expect("an emulator");
    let client = client_over_tls(&emulator);
    let calls: Vec<_> = (0..1_000)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.user_exists(&format!("u{number}")).await })
        })
        .collect();
    for call in calls {
        assert!(!call.await.expect("ended").expect("a response"));
    }
    assert_eq!(emulator.entra_token_requests(), 1);
}

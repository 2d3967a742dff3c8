//! What no retry can mend, a certificate that is not trusted or a proxy that cannot be used: one attempt, nothing sent,
//! and a text that names the setting.

use crate::support::client_of;
use rcgen::{BasicConstraints, CertificateParams, CertifiedKey, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::process::Command;
use std::time::Instant;
use webpubsub_hyper::{Error, ErrorKind, HyperTransport, HyperTransportBuilder, Message, Proxy, TransportErrorKind};
use webpubsub_test_servers::{Certificate, accept, certificate, certificate_with, read_request, serve, server_config};

/// The endpoint of a server that presents this certificate.
fn present(made: &Certificate) -> String {
    let config = server_config(made, None);
    let address = serve(move |stream| drop(read_request(&mut accept(&config, stream.into_inner()))));
    format!("https://localhost:{}", address.port())
}

fn trusting(made: &Certificate) -> HyperTransportBuilder {
    HyperTransport::builder().root_certificate(made.cert.pem()).expect("a certificate")
}

/// Sends with the default policy, which has four attempts.
async fn send(endpoint: &str, transport: HyperTransportBuilder) -> Error {
    client_of(endpoint, transport.build()).send_to_all(Message::text("x")).await.expect_err("rejected")
}

fn assert_final(error: &Error, text: &str) {
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error:?}") };
    assert_eq!((cause.kind(), error.attempts()), (TransportErrorKind::Misconfigured, 1), "{error:?}");
    assert!(!error.may_have_taken_effect());
    assert!(format!("{error:?}").contains(text), "{text} is not in {error:?}");
}

#[tokio::test]
async fn certificates() {
    let begin = Instant::now();
    let (unknown, other_name) = (certificate("localhost"), certificate("other.example"));
    let expired = certificate_with("localhost", |params| params.not_after = date_time_ymd(2020, 1, 1));
    let early = certificate_with("localhost", |params| params.not_before = date_time_ymd(3000, 1, 1));
    let authority = certificate_with("localhost", |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    for (presented, trusted, text) in [
        (&unknown, None, "trust the certificate authority that issued it, by `root_certificate` or SSL_CERT_FILE"),
        (&expired, Some(&expired), "renew the server's certificate, or set this machine's clock"),
        (&early, Some(&early), "renew the server's certificate, or set this machine's clock"),
        (&other_name, Some(&other_name), "call the server by a name in its certificate"),
        (&authority, Some(&authority), "a certificate authority's certificate cannot be a server's: issue one with it"),
    ] {
        let transport = trusted.map_or_else(HyperTransport::builder, trusting);
        assert_final(&send(&present(presented), transport).await, text);
    }
    assert!(begin.elapsed().as_secs() < 10);
}

#[tokio::test]
async fn the_certificate_of_a_proxy() {
    let made = certificate("localhost");
    for endpoint in ["https://contoso.example", "http://contoso.example"] {
        let proxy = present(&made);
        let transport = HyperTransport::builder().proxy(Proxy::new(&proxy).expect("a proxy"));
        let error = send(endpoint, transport).await;
        assert_final(&error, "trust the certificate authority");
        assert!(format!("{error:?}").contains(&proxy.replace("https://", "proxy ")), "{error:?}");
    }
}

/// An authority, and the certificate that it issued for a server.
fn issued() -> (String, CertifiedKey<KeyPair>) {
    let mut authority = CertificateParams::new([]).expect("no names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Corporate CA");
    let key = KeyPair::generate().expect("a key");
    let pem = authority.self_signed(&key).expect("a certificate").pem();
    let signing_key = KeyPair::generate().expect("a key");
    let server = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let cert = server.signed_by(&signing_key, &Issuer::new(authority, key)).expect("a certificate");
    (pem, CertifiedKey { cert, signing_key })
}

/// The authority was made anew under its old name, and the server has a certificate of the former one.
#[tokio::test]
async fn another_authority_of_the_same_name() {
    let ((trusted, own), (_, other)) = (issued(), issued());
    let transport = || HyperTransport::builder().root_certificate(&trusted).expect("a certificate");
    let sent = client_of(&present(&own), transport().build()).send_to_all(Message::text("x")).await;
    assert!(sent.is_err_and(|error| !format!("{error:?}").contains("certificate")), "the right one is trusted");
    assert_final(&send(&present(&other), transport()).await, "trust the certificate authority that issued it");
}

/// The error of a process of its own, with these variables.
fn child(endpoint: &str, variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "untrusted::child_process", "--ignored", "--nocapture"]);
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = child.env("TEST_ENDPOINT", endpoint).envs(variables.iter().copied()).output().expect("output");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn variables() {
    let server = present(&certificate("localhost"));
    let no_certificate = std::env::current_exe().expect("this program").with_extension("d");
    let no_certificate = no_certificate.to_str().expect("a path");
    for (endpoint, variable, value, text) in [
        (&*server, "SSL_CERT_FILE", "/no/such/file.pem", "SSL_CERT_FILE: "),
        (&server, "SSL_CERT_FILE", "/no/such/file.pem", "/no/such/file.pem"),
        (&server, "SSL_CERT_FILE", no_certificate, "SSL_CERT_FILE: no certificate"),
        (&server, "SSL_CERT_DIR", "/no/such/directory", "SSL_CERT_DIR: "),
        ("https://contoso.example", "HTTPS_PROXY", "socks5://hush@proxy:1", "HTTPS_PROXY: must be"),
        ("https://contoso.example", "ALL_PROXY", "http://proxy:hush", "ALL_PROXY: must"),
        ("http://contoso.example", "http_proxy", "http://pro xy:1", "http_proxy: must be"),
    ] {
        let output = child(endpoint, &[(variable, value)]);
        assert!(output.contains("attempts: 1, Misconfigured") && output.contains(text), "{variable}={value}: {output}");
        assert!(!output.contains("hush"), "{output}");
    }
}

#[tokio::test]
#[ignore = "run by another test, with an environment of its choice"]
async fn child_process() {
    let Ok(endpoint) = std::env::var("TEST_ENDPOINT") else { return };
    let error = send(&endpoint, HyperTransport::builder()).await;
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error:?}") };
    println!("attempts: {}, {:?}: {error:?}", error.attempts(), cause.kind());
}

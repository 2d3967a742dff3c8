//! https and wss: only certificates that the system or `SSL_CERT_FILE` trusts.

use crate::support::{Proxy, Running, Service, run};
use rcgen::generate_simple_self_signed;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// TLS in front of an emulator.
struct Tls {
    service: Service,
    endpoint: String,
    address: SocketAddr,
    certificate: PathBuf,
}

impl Tls {
    async fn start(name: &str) -> Self {
        let service = Service::start().await;
        let made =
            generate_simple_self_signed(["localhost".to_owned(), "contoso.invalid".to_owned()]).expect("a certificate");
        let certificate = std::env::temp_dir().join(format!("webpubsub-{name}-{}.pem", std::process::id()));
        std::fs::write(&certificate, made.cert.pem()).expect("written");
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a config");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let endpoint = format!("https://localhost:{}", address.port());
        let (acceptor, behind) = (TlsAcceptor::from(Arc::new(config)), service.emulator.address());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut inner = TcpStream::connect(behind).await.expect("the emulator");
                    // Either side may end it.
                    let _ = copy_bidirectional(&mut stream, &mut inner).await;
                });
            }
        });
        Self { service, endpoint, address, certificate }
    }

    fn tool(&self, arguments: &[&str]) -> Command {
        let mut command = self.service.tool(arguments);
        let key = self.service.emulator.access_key();
        command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={};AccessKey={key}", self.endpoint));
        command.env("SSL_CERT_FILE", &self.certificate).env_remove("SSL_CERT_DIR");
        command
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.certificate);
    }
}

#[tokio::test]
async fn a_trusted_certificate_serves_calls_and_watch() {
    let tls = Tls::start("trusted").await;
    let mut watch = Running::start(tls.tool(&["watch", "--client", "simple", "--count", "1"]));
    assert_eq!(watch.notice().await, "webpubsub: connected");
    run(tls.tool(&["send-to-all", "--text", "hi"])).await.ok();
    assert!(watch.line().await.contains("hi"));
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn any_other_certificate_is_rejected_before_anything_is_sent() {
    let tls = Tls::start("unknown").await;
    for arguments in [&["send-to-all", "--text", "hi", "--retry", "never"][..], &["watch"]] {
        let mut command = tls.tool(arguments);
        command.env_remove("SSL_CERT_FILE");
        let ran = run(command).await;
        assert_eq!(ran.code, 3, "{ran:?}");
    }
}

#[tokio::test]
async fn calls_and_watch_go_through_the_same_proxy() {
    let tls = Tls::start("proxied").await;
    let proxy = Proxy::start(tls.address, 200).await;
    let tool = |arguments: &[&str]| {
        let mut command = tls.tool(arguments);
        let key = tls.service.emulator.access_key();
        command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint=https://contoso.invalid;AccessKey={key}"));
        command.env("HTTPS_PROXY", &proxy.url);
        command
    };
    let mut watch = Running::start(tool(&["watch", "--client", "simple", "--count", "1"]));
    assert_eq!(watch.notice().await, "webpubsub: connected");
    run(tool(&["send-to-all", "--text", "hi"])).await.ok();
    assert!(watch.line().await.contains("hi"));
    assert_eq!(watch.code().await, 0);
    for _ in 0..2 {
        assert!(proxy.head().await.starts_with("CONNECT contoso.invalid:443 HTTP/1.1\r\n"));
    }
}

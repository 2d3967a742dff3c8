//! https and wss: only certificates that the system or `SSL_CERT_FILE` trusts.

use crate::support::{Proxy, Running, Service, run};
use rcgen::CertificateParams;
use tokio::process::Command;

/// TLS in front of an emulator.
struct Tls {
    service: Service,
    front: crate::support::Tls,
}

impl Tls {
    async fn start() -> Self {
        let service = Service::start().await;
        let names = vec!["localhost".to_owned(), "contoso.invalid".to_owned()];
        let parameters = CertificateParams::new(names).expect("names");
        let front = crate::support::Tls::start(service.emulator.address(), parameters).await;
        Self { service, front }
    }

    fn tool(&self, arguments: &[&str]) -> Command {
        let mut command = self.service.tool(arguments);
        let (endpoint, key) = (self.front.endpoint(), self.service.emulator.access_key());
        command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey={key}"));
        command.env("SSL_CERT_FILE", &self.front.certificate).env_remove("SSL_CERT_DIR");
        command
    }
}

#[tokio::test]
async fn a_trusted_certificate_serves_calls_and_watch() {
    let tls = Tls::start().await;
    let mut watch = Running::start(tls.tool(&["watch", "--client", "simple", "--count", "1"]));
    assert_eq!(watch.notice().await, "webpubsub: connected");
    run(tls.tool(&["send-to-all", "--text", "hi"])).await.ok();
    assert!(watch.line().await.contains("hi"));
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn any_other_certificate_is_rejected_before_anything_is_sent() {
    let tls = Tls::start().await;
    for arguments in [&["send-to-all", "--text", "hi", "--retry", "never"][..], &["watch"]] {
        let mut command = tls.tool(arguments);
        command.env_remove("SSL_CERT_FILE");
        let ran = run(command).await;
        assert_eq!(ran.code, 3, "{ran:?}");
    }
}

#[tokio::test]
async fn calls_and_watch_go_through_the_same_proxy() {
    let tls = Tls::start().await;
    let proxy = Proxy::start(tls.front.address, 200).await;
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

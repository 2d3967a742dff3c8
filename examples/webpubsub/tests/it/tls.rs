//! https and wss: only certificates that the system or `SSL_CERT_FILE` trusts.

use crate::support::{Proxy, Running, Service, run};
use rcgen::{BasicConstraints, CertificateParams, IsCa};
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
    let none = tls.front.certificate.with_extension("none");
    for arguments in [&["send-to-all", "--text", "hi"][..], &["watch"], &["watch", "--reconnect=0"], &["doctor"]] {
        for (variables, text) in [
            (&[][..], "trust the certificate authority that issued it"),
            (&[("SSL_CERT_FILE", none.to_str().expect("a path"))], "SSL_CERT_FILE: "),
            (&[("SSL_CERT_FILE", none.to_str().expect("a path"))], ".none'"),
            (&[("SSL_CERT_DIR", "/no/such/folder")], "SSL_CERT_DIR: "),
            (&[("SSL_CERT_DIR", "/no/such/folder"), ("SSL_CERT_FILE", file!())], "SSL_CERT_FILE or SSL_CERT_DIR: "),
        ] {
            let mut command = tls.tool(arguments);
            command.env_remove("SSL_CERT_FILE").envs(variables.iter().copied());
            let ran = run(command).await;
            assert!(ran.code == 3 && format!("{}{}", ran.stdout, ran.stderr).contains(text), "{text}: {ran:?}");
        }
    }
}

/// No reconnecting, no retry: another attempt would end in the same way.
#[tokio::test]
async fn a_certificate_of_an_authority_is_explained_at_once() {
    let service = Service::start().await;
    let mut authority = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let front = crate::support::Tls::start(service.emulator.address(), authority).await;
    for arguments in [&["send-to-all", "--text", "hi"][..], &["watch"], &["watch", "--reconnect=0"]] {
        let mut command = service.tool(arguments);
        let (endpoint, key) = (front.endpoint(), service.emulator.access_key());
        command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey={key}"));
        command.env("SSL_CERT_FILE", &front.certificate).env_remove("SSL_CERT_DIR");
        let ran = run(command).await;
        ran.fails(3, "a certificate authority's certificate cannot be a server's: issue one with it");
        assert!(!ran.stderr.contains("connecting anew") && !ran.stderr.contains("attempts"), "{ran:?}");
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

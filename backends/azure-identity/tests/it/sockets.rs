//! Client secret and workload identity against a token endpoint on this machine, over TLS.

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use webpubsub_azure_identity::AzureCredential;
use webpubsub_core::TokenSource as _;
use webpubsub_core::entra::TokenRequest;

/// A token endpoint; its authority, its certificate, and the request that it receives.
async fn token_endpoint() -> (String, String, tokio::task::JoinHandle<String>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a config");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let authority = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut stream = acceptor.accept(stream).await.expect("TLS");
        let mut request = String::new();
        let mut buffer = [0; 4_096];
        loop {
            let length = stream.read(&mut buffer).await.expect("bytes");
            request.push_str(std::str::from_utf8(&buffer[..length]).expect("text"));
            let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.expect("a length") {
                break;
            }
        }
        let body = r#"{"token_type":"Bearer","expires_in":3599,"access_token":"good"}"#;
        let response = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(response.as_bytes()).await.expect("written");
        stream.shutdown().await.expect("closed");
        request
    });
    (authority, made.cert.pem(), server)
}

fn options(authority: String, certificate: &str) -> ClientOptions {
    let mut cloud = CustomConfiguration::default();
    cloud.authority_host = authority;
    let root = reqwest::Certificate::from_pem(certificate.as_bytes()).expect("a root");
    let http = reqwest::Client::builder().tls_certs_merge([root]).no_proxy().build().expect("a client");
    ClientOptions {
        cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
        transport: Some(Transport::new(Arc::new(http))),
        retry: RetryOptions::none(),
        ..Default::default()
    }
}

async fn fetches_a_token(credential: Arc<dyn TokenCredential>, server: tokio::task::JoinHandle<String>, proof: &str) {
    let source = AzureCredential::new(credential);
    let token = source.token(TokenRequest::new(webpubsub_core::entra::SCOPE)).await.expect("a token");
    assert_eq!(token.token.expose(), "good");
    assert!(token.expires_on.as_secs() > 1_700_000_000);
    let request = server.await.expect("served");
    assert!(request.starts_with("POST /tenant/oauth2/v2.0/token"), "{request}");
    assert!(request.contains(proof) && request.contains("webpubsub.azure.com%2F.default"), "{request}");
}

#[tokio::test]
async fn client_secret() {
    let (authority, certificate, server) = token_endpoint().await;
    let options = ClientSecretCredentialOptions { client_options: options(authority, &certificate) };
    let credential = ClientSecretCredential::new("tenant", "app".to_owned(), Secret::new("s3cret"), Some(options));
    fetches_a_token(credential.expect("a credential"), server, "client_secret=s3cret").await;
}

#[tokio::test]
async fn workload_identity() {
    let (authority, certificate, server) = token_endpoint().await;
    let file = std::env::temp_dir().join(format!("webpubsub-assertion-{}", std::process::id()));
    std::fs::write(&file, "the-assertion").expect("written");
    let options = WorkloadIdentityCredentialOptions {
        credential_options: ClientAssertionCredentialOptions { client_options: options(authority, &certificate) },
        client_id: Some("app".to_owned()),
        tenant_id: Some("tenant".to_owned()),
        token_file_path: Some(file.clone()),
    };
    let credential = WorkloadIdentityCredential::new(Some(options)).expect("a credential");
    fetches_a_token(credential, server, "client_assertion=the-assertion").await;
    std::fs::remove_file(file).expect("removed");
}

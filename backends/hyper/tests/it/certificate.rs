//! Self-signed certificates, and servers that present them.

use rcgen::{CertificateParams, CertifiedKey, KeyPair, generate_simple_self_signed};
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ConfigBuilder, RootCertStore, ServerConfig, ServerConnection, StreamOwned, WantsVerifier};

pub(crate) fn certificate(host: &str) -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([host.to_owned()]).expect("a certificate")
}

/// As `certificate`, with what `change` makes different.
pub(crate) fn certificate_with(host: &str, change: impl FnOnce(&mut CertificateParams)) -> CertifiedKey<KeyPair> {
    let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
    change(&mut params);
    let signing_key = KeyPair::generate().expect("a key");
    CertifiedKey { cert: params.self_signed(&signing_key).expect("a certificate"), signing_key }
}

fn versions() -> ConfigBuilder<ServerConfig, WantsVerifier> {
    let provider = Arc::new(ring::default_provider());
    ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions")
}

fn key(of: &CertifiedKey<KeyPair>) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(of.signing_key.serialize_der().into())
}

/// For a server that presents `server`.
pub(crate) fn server_config(server: &CertifiedKey<KeyPair>) -> ServerConfig {
    let chain = vec![server.cert.der().clone()];
    versions().with_no_client_auth().with_single_cert(chain, key(server)).expect("a config")
}

/// For a server that presents `server` and accepts no other client than `client`.
pub(crate) fn mutual_config(server: &CertifiedKey<KeyPair>, client: &CertifiedKey<KeyPair>) -> ServerConfig {
    let mut roots = RootCertStore::empty();
    roots.add(client.cert.der().clone()).expect("a root");
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().expect("a verifier");
    let chain = vec![server.cert.der().clone()];
    versions().with_client_cert_verifier(verifier).with_single_cert(chain, key(server)).expect("a config")
}

/// TLS on an accepted connection.
pub(crate) type Tls = BufReader<StreamOwned<ServerConnection, TcpStream>>;

pub(crate) fn accept(config: &Arc<ServerConfig>, stream: TcpStream) -> Tls {
    BufReader::new(StreamOwned::new(ServerConnection::new(Arc::clone(config)).expect("a session"), stream))
}

/// Ends TLS properly.
pub(crate) fn send_close_notify(tls: &mut Tls) {
    tls.get_mut().conn.send_close_notify();
    let _ = tls.get_mut().flush();
}

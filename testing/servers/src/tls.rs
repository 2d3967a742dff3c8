//! Self-signed certificates, and TLS on an accepted connection.

use rcgen::{CertificateParams, CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{ConfigBuilder, RootCertStore, ServerConfig, ServerConnection, StreamOwned, WantsVerifier};
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// A certificate with its key.
pub type Certificate = CertifiedKey<KeyPair>;

/// TLS on an accepted connection.
pub type Tls = BufReader<StreamOwned<ServerConnection, TcpStream>>;

/// A certificate for this host, signed by itself.
pub fn certificate(host: &str) -> Certificate {
    generate_simple_self_signed([host.to_owned()]).expect("a certificate")
}

/// As [`certificate`], with what `change` makes different.
pub fn certificate_with(host: &str, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
    change(&mut params);
    let signing_key = KeyPair::generate().expect("a key");
    CertifiedKey { cert: params.self_signed(&signing_key).expect("a certificate"), signing_key }
}

fn versions() -> ConfigBuilder<ServerConfig, WantsVerifier> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    builder.with_safe_default_protocol_versions().expect("versions")
}

/// For a server that presents `server` and, if given, accepts no other client than `client`.
pub fn server_config(server: &Certificate, client: Option<&Certificate>) -> Arc<ServerConfig> {
    let builder = match client {
        None => versions().with_no_client_auth(),
        Some(client) => {
            let mut roots = RootCertStore::empty();
            roots.add(client.cert.der().clone()).expect("a root");
            let provider = Arc::new(ring::default_provider());
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            versions().with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let key = PrivateKeyDer::Pkcs8(server.signing_key.serialize_der().into());
    Arc::new(builder.with_single_cert(vec![server.cert.der().clone()], key).expect("a config"))
}

/// Speaks TLS on an accepted connection; the handshake comes with the first read.
pub fn accept(config: &Arc<ServerConfig>, stream: TcpStream) -> Tls {
    BufReader::new(StreamOwned::new(ServerConnection::new(Arc::clone(config)).expect("a session"), stream))
}

/// Ends TLS properly.
pub fn send_close_notify(tls: &mut Tls) {
    tls.get_mut().conn.send_close_notify();
    let _ = tls.get_mut().flush();
}

//! Self-signed certificates, and servers that present them.

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{ConfigBuilder, RootCertStore, ServerConfig, ServerConnection, StreamOwned, WantsVerifier};
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;

pub(crate) type Certificate = CertifiedKey<KeyPair>;

/// TLS on an accepted connection.
pub(crate) type Tls = BufReader<StreamOwned<ServerConnection, TcpStream>>;

pub(crate) fn certificate(host: &str) -> Certificate {
    generate_simple_self_signed([host.to_owned()]).expect("a certificate")
}

fn versions() -> ConfigBuilder<ServerConfig, WantsVerifier> {
    let provider = Arc::new(ring::default_provider());
    ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions")
}

/// For a server that presents `server` and, if given, accepts no other client than `client`.
pub(crate) fn server_config(server: &Certificate, client: Option<&Certificate>) -> Arc<ServerConfig> {
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

pub(crate) fn accept(config: &Arc<ServerConfig>, stream: TcpStream) -> Tls {
    BufReader::new(StreamOwned::new(ServerConnection::new(Arc::clone(config)).expect("a session"), stream))
}

/// Ends TLS properly.
pub(crate) fn send_close_notify(tls: &mut Tls) {
    tls.get_mut().conn.send_close_notify();
    let _ = tls.get_mut().flush();
}

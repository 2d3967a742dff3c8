//! TLS with a certificate that is generated at the start of the emulator.

use std::fmt;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::start_error::StartError;

/// Accepts TLS with a self-signed certificate.
#[derive(Clone)]
pub(crate) struct Identity {
    acceptor: TlsAcceptor,
    pem: Arc<str>,
}

impl Identity {
    /// For the names of this machine, and the host that the emulator listens on.
    pub(crate) fn new(host: &str) -> Result<Self, StartError> {
        let failed = |error: &dyn fmt::Display| StartError::Certificate(error.to_string());
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        let host = host.trim_matches(['[', ']']);
        if !names.iter().any(|name| name == host) {
            names.push(host.to_owned());
        }
        let made = rcgen::generate_simple_self_signed(names).map_err(|error| failed(&error))?;
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .map_err(|error| failed(&error))?;
        // For WebSocket clients HTTP/1.1: HTTP/2 has no upgrade.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), pem: made.cert.pem().into() })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// The certificate, for clients to trust.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

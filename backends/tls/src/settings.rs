//! The certificates that TLS trusts, and the client's own.

use rustls::client::WantsClientCert;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
use std::fmt;
use std::sync::Arc;
use webpubsub_core::{BuildError, Secret};

/// What the caller adds to the defaults. Everything in it has been parsed and validated.
#[derive(Clone, Default)]
pub struct TlsSettings {
    roots: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
}

impl TlsSettings {
    /// Also trusts the certificates in this PEM text, one or several.
    pub fn add_roots(&mut self, pem: &[u8]) -> Result<(), BuildError> {
        let invalid = |rule: &'static str| BuildError::new("root certificate", rule);
        let added = certificates(pem).map_err(invalid)?;
        let mut trusted = RootCertStore::empty();
        for root in &added {
            trusted.add(root.clone()).map_err(|_| invalid("contains a section that is not an X.509 certificate"))?;
        }
        self.roots.extend(added);
        Ok(())
    }

    /// Presents this chain, PEM with the client's own certificate first, to servers that request one. The error never
    /// quotes the key.
    pub fn set_identity(&mut self, chain: &[u8], key: &Secret) -> Result<(), BuildError> {
        let chain = certificates(chain).map_err(|rule| BuildError::new("client certificate", rule))?;
        // The errors of the parser and of rustls quote their input, so they are not used for a key.
        let invalid = |rule: &'static str| BuildError::new("client key", rule);
        let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
            .map_err(|_| invalid("must be PEM with one private key: PKCS #8, PKCS #1 or SEC 1, not encrypted"))?;
        let identity = CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|_| {
            invalid("must be an RSA, ECDSA or Ed25519 key that belongs to the first client certificate")
        })?;
        self.identity = Some(Arc::new(identity));
        Ok(())
    }

    /// The configuration for rustls, with the roots of the features and those added. Without any, no certificate is valid.
    /// Also what is wrong with the roots of the system, if anything is.
    pub fn config(&self) -> (ClientConfig, Option<String>) {
        let (mut roots, fault) = default_roots();
        roots.add_parsable_certificates(self.roots.iter().cloned());
        let builder = versions().with_root_certificates(roots);
        let config = match &self.identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(identity)))),
            None => ConfigBuilder::<ClientConfig, WantsClientCert>::with_no_client_auth(builder),
        };
        (config, fault)
    }
}

impl fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSettings")
            .field("added_roots", &self.roots.len())
            .field("client_certificate", &self.identity.is_some())
            .finish()
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err("must be PEM with at least one CERTIFICATE section"),
        Err(_) => Err("must be valid PEM"),
    }
}

fn versions() -> ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap_or_else(|_| ClientConfig::builder())
}

/// The roots of the features, and what is wrong with those of the system, if anything is.
pub fn default_roots() -> (RootCertStore, Option<String>) {
    #[allow(unused_mut)] // Without the features nothing is added.
    let mut roots = RootCertStore::empty();
    #[cfg(feature = "native-roots")]
    let fault = add_native_roots(&mut roots);
    #[cfg(not(feature = "native-roots"))]
    let fault = None;
    #[cfg(feature = "webpki-roots")]
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    (roots, fault)
}

/// Returns what is wrong with them. The files of a system can contain a faulty one; what a variable names should not.
#[cfg(feature = "native-roots")]
fn add_native_roots(roots: &mut RootCertStore) -> Option<String> {
    let loaded = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(loaded.certs);
    let set = ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().filter(|name| std::env::var_os(name).is_some());
    // The errors do not say by which of the two they came, but name the path.
    let variables = set.collect::<Vec<_>>().join(" or ");
    match loaded.errors.first() {
        _ if variables.is_empty() => {
            roots.is_empty().then(|| "this system has no trusted certificates: set SSL_CERT_FILE".to_owned())
        }
        Some(error) => Some(format!("{variables}: {error}")),
        None => roots.is_empty().then(|| format!("{variables}: no certificate found; PEM is expected")),
    }
}

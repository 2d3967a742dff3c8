//! What TLS trusts.

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// A configuration with the roots that the features name. With none to be found, every certificate is refused.
pub(crate) fn config() -> ClientConfig {
    let builder = || {
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap_or_else(|_| ClientConfig::builder())
    };
    #[cfg(feature = "native-roots")]
    if let Ok(config) = hyper_rustls::ConfigBuilderExt::with_native_roots(builder()) {
        return config.with_no_client_auth();
    }
    #[cfg(feature = "webpki-roots")]
    return hyper_rustls::ConfigBuilderExt::with_webpki_roots(builder()).with_no_client_auth();
    #[cfg(not(feature = "webpki-roots"))]
    builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}

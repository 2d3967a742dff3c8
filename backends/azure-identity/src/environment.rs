//! The credential that environment variables describe.

use crate::chain::created;
use azure_core::credentials::{Secret, TokenCredential};
use azure_identity::ClientSecretCredential;
use std::env::var;
use std::sync::Arc;

/// A secret (`AZURE_CLIENT_SECRET`) or, with the feature, a certificate (`AZURE_CLIENT_CERTIFICATE_PATH`), of the
/// application `AZURE_CLIENT_ID` in the tenant `AZURE_TENANT_ID`; or which variables are missing.
pub(crate) fn credential() -> Result<Arc<dyn TokenCredential>, String> {
    let (Ok(tenant), Ok(client)) = (var("AZURE_TENANT_ID"), var("AZURE_CLIENT_ID")) else {
        return Err("AZURE_TENANT_ID or AZURE_CLIENT_ID is not set".to_owned());
    };
    if let Ok(secret) = var("AZURE_CLIENT_SECRET") {
        return created(ClientSecretCredential::new(&tenant, client, Secret::new(secret), None));
    }
    certificate(tenant, client)
}

#[cfg(feature = "client-certificate")]
fn certificate(tenant: String, client: String) -> Result<Arc<dyn TokenCredential>, String> {
    use azure_core::credentials::SecretBytes;
    use azure_identity::{ClientCertificateCredential, ClientCertificateCredentialOptions};
    let Ok(path) = var("AZURE_CLIENT_CERTIFICATE_PATH") else {
        return Err("AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH are not set".to_owned());
    };
    let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let password = var("AZURE_CLIENT_CERTIFICATE_PASSWORD").ok().map(Secret::new);
    let options = ClientCertificateCredentialOptions { password, ..Default::default() };
    created(ClientCertificateCredential::new(tenant, client, SecretBytes::new(bytes), Some(options)))
}

#[cfg(not(feature = "client-certificate"))]
fn certificate(_: String, _: String) -> Result<Arc<dyn TokenCredential>, String> {
    Err("AZURE_CLIENT_SECRET is not set (certificates need the feature client-certificate)".to_owned())
}

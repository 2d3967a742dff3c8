//! The variables by which Azure's libraries are configured, and the credentials that they describe.

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::Secret;
use azure_core::http::{ClientMethodOptions, ClientOptions};
use azure_identity::{
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions,
};
use std::sync::Arc;
use webpubsub_core::{BearerToken, entra};

use crate::link::{Created, created};

/// A variable without the line end that a file leaves there; an empty one counts as not set.
pub(crate) fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok()?;
    let value = value.trim_end_matches(['\r', '\n']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The variables' values, or which of them are not set.
fn needed<const N: usize>(names: [&str; N]) -> Result<[String; N], String> {
    let values = names.map(variable);
    let unset: Vec<_> =
        names.into_iter().zip(&values).filter_map(|(name, value)| value.is_none().then_some(name)).collect();
    match &*unset {
        [] => Ok(values.map(Option::unwrap_or_default)),
        [one] => Err(format!("{one} is not set")),
        several => Err(format!("{} are not set", several.join(" and "))),
    }
}

/// For the authority `AZURE_AUTHORITY_HOST`, with or without `https://` in front, else that of the public cloud.
fn client_options() -> ClientOptions {
    let cloud = match variable("AZURE_AUTHORITY_HOST") {
        None => CloudConfiguration::AzurePublic,
        Some(host) => {
            let mut custom = CustomConfiguration::default();
            custom.authority_host = if host.contains("://") { host } else { format!("https://{host}") };
            CloudConfiguration::Custom(custom)
        }
    };
    ClientOptions { cloud: Some(Arc::new(cloud)), ..Default::default() }
}

/// A secret (`AZURE_CLIENT_SECRET`) or, with the feature, a certificate (`AZURE_CLIENT_CERTIFICATE_PATH`), of the
/// application `AZURE_CLIENT_ID` in the tenant `AZURE_TENANT_ID`.
pub(crate) fn credential() -> Created {
    let [tenant, client] = needed(["AZURE_TENANT_ID", "AZURE_CLIENT_ID"])?;
    if let Some(secret) = variable("AZURE_CLIENT_SECRET") {
        entra::ClientSecret::new(&tenant, &client, &*secret).map_err(|error| error.to_string())?;
        let options = ClientSecretCredentialOptions { client_options: client_options() };
        return created(ClientSecretCredential::new(&tenant, client, Secret::new(secret), Some(options)));
    }
    validate_ids(&tenant, &client)?;
    certificate(tenant, client)
}

/// What the client's own credentials reject is rejected here, too: `azure_identity` sends ids and secrets as they stand.
fn validate_ids(tenant: &str, client: &str) -> Result<(), String> {
    let validated = entra::ClientAssertion::new(tenant, client, || Err("not read".into()));
    validated.map(drop).map_err(|error| error.to_string())
}

#[cfg(feature = "client-certificate")]
fn certificate(tenant: String, client: String) -> Created {
    use azure_core::credentials::SecretBytes;
    use azure_identity::{ClientCertificateCredential, ClientCertificateCredentialOptions};
    let Some(path) = variable("AZURE_CLIENT_CERTIFICATE_PATH") else {
        return Err("AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH are not set".to_owned());
    };
    let bytes = std::fs::read(&path).map_err(|error| format!("AZURE_CLIENT_CERTIFICATE_PATH: {error}"))?;
    let password = variable("AZURE_CLIENT_CERTIFICATE_PASSWORD").map(Secret::new);
    let options = ClientCertificateCredentialOptions { client_options: client_options(), password };
    created(ClientCertificateCredential::new(tenant, client, SecretBytes::new(bytes), Some(options)))
}

#[cfg(not(feature = "client-certificate"))]
fn certificate(_: String, _: String) -> Created {
    Err("AZURE_CLIENT_SECRET is not set (certificates need the feature client-certificate)".to_owned())
}

/// The application `AZURE_CLIENT_ID` in the tenant `AZURE_TENANT_ID`, by the platform's assertion in the file
/// `AZURE_FEDERATED_TOKEN_FILE`.
pub(crate) fn workload_identity() -> Created {
    let [tenant, client, file] = needed(["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"])?;
    let options = ClientAssertionCredentialOptions { client_options: client_options() };
    validate_ids(&tenant, &client)?;
    created(ClientAssertionCredential::new(tenant, client, AssertionFile(file), Some(options)))
}

/// Read for each token, because the platform renews it, and without whitespace around the assertion.
#[derive(Debug)]
struct AssertionFile(String);

#[async_trait::async_trait]
impl ClientAssertion for AssertionFile {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        use azure_core::error::{Error, ErrorKind};
        let text = std::fs::read_to_string(&self.0).map_err(|error| Error::new(ErrorKind::Io, error))?;
        let assertion = text.trim();
        let rejected =
            |rule: &str| Error::with_message(ErrorKind::Credential, format!("AZURE_FEDERATED_TOKEN_FILE {rule}"));
        match BearerToken::new(assertion) {
            Ok(_) => Ok(assertion.to_owned()),
            Err(_) if assertion.is_empty() => Err(rejected("is empty")),
            Err(error) => Err(rejected(error.rule())),
        }
    }
}

//! Applications, whose tokens the library obtains by itself: with the transport, timeouts and retries of its calls.

use super::{Auth, environment};
use crate::failure::{Failure, with_causes};
use std::error::Error;
use webpubsub_hyper::entra::{ClientAssertion, ClientSecret, SCOPE, TokenRequest};
use webpubsub_hyper::{Credential, Secret};

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENT: &str = "AZURE_CLIENT_ID";
const SECRET: &str = "AZURE_CLIENT_SECRET";
const FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// The same for both types, which have no trait in common.
macro_rules! configured {
    ($kind:expr, $credential:expr, $allow_http_on_loopback:expr) => {{
        let mut credential = $credential;
        if let Some(url) = authority() {
            credential = credential.authority(&url)?;
        }
        if $allow_http_on_loopback {
            credential = credential.allow_http_on_loopback();
        }
        // Not sent: what makes it invalid is wrong use, and reported now.
        credential
            .token_request(TokenRequest::new(SCOPE))
            .map_err(|error| $kind.wrong_use(&format!("cannot be used: {}", with_causes(&error))))?;
        Ok(credential.into())
    }};
}

pub(super) fn client_secret(allow_http_on_loopback: bool) -> Result<Credential, Failure> {
    let kind = Auth::ClientSecret;
    let [tenant, client, secret] = needed(kind, [TENANT, CLIENT, SECRET])?;
    configured!(kind, ClientSecret::new(&tenant, &client, Secret::new(secret))?, allow_http_on_loopback)
}

pub(super) fn workload_identity(allow_http_on_loopback: bool) -> Result<Credential, Failure> {
    let kind = Auth::WorkloadIdentity;
    let [tenant, client, file] = needed(kind, [TENANT, CLIENT, FILE])?;
    configured!(kind, ClientAssertion::new(&tenant, &client, move || assertion(&file))?, allow_http_on_loopback)
}

/// The authority, if it is not that of the public cloud.
fn authority() -> Option<String> {
    environment("AZURE_AUTHORITY_HOST")
}

/// The platform's current assertion; the platform renews the file from time to time.
fn assertion(file: &str) -> Result<Secret, Box<dyn Error + Send + Sync>> {
    let text = std::fs::read_to_string(file).map(Secret::new).map_err(|error| format!("{FILE}: {error}"))?;
    let assertion = text.expose().trim();
    if assertion.is_empty() { Err(format!("{FILE}: the file is empty").into()) } else { Ok(Secret::new(assertion)) }
}

/// The variables' values, or which of them are missing.
fn needed<const N: usize>(kind: Auth, names: [&str; N]) -> Result<[String; N], Failure> {
    let values = names.map(|name| environment(name).unwrap_or_default());
    let missing: Vec<&str> =
        names.into_iter().zip(&values).filter(|(_, value)| value.is_empty()).map(|(name, _)| name).collect();
    if missing.is_empty() {
        Ok(values)
    } else {
        Err(kind.wrong_use(&format!("needs {} in the environment", missing.join(" and "))))
    }
}

//! The machine's identity, without a long wait on machines that have none.

use crate::environment::variable;
use crate::link::{Created, created, with_causes, within};
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::{Method, Request, StatusCode, Url, new_http_client};
use azure_core::time::Duration;
use azure_identity::{ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use webpubsub_core::entra;

/// Where virtual machines of Azure obtain tokens. Without the header `Metadata` the response is an error, at once.
const METADATA_SERVICE: &str = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2019-08-01";

/// A link-local address responds soon or never.
const PROBE_TIMEOUT: Duration = Duration::seconds(1);

/// The identity that the platform assigned to the machine, or the user-assigned one of `AZURE_CLIENT_ID`.
pub(crate) fn credential() -> Created {
    let client_id = variable("AZURE_CLIENT_ID");
    if let Some(id) = &client_id {
        entra::ManagedIdentity::virtual_machine()
            .and_then(|identity| identity.client_id(id))
            .map_err(|error| error.to_string())?;
    }
    let user_assigned_id = client_id.map(UserAssignedId::ClientId);
    let options = ManagedIdentityCredentialOptions { user_assigned_id, ..Default::default() };
    created(ManagedIdentityCredential::new(Some(options)))
}

/// The same, for a chain: where no variable names the platform's endpoint, one short request shows first whether there is
/// one, because the credential itself tries for more than a minute.
pub(crate) fn probed_credential() -> Created {
    let credential = credential()?;
    // As azure_identity chooses the endpoint: `IDENTITY_ENDPOINT` alone names none.
    let is_set = |name| std::env::var_os(name).is_some();
    let named = if is_set("IDENTITY_ENDPOINT") {
        is_set("IDENTITY_HEADER") || is_set("IMDS_ENDPOINT")
    } else {
        is_set("MSI_ENDPOINT")
    };
    Ok(if named { credential } else { Arc::new(Probed { credential, found: AtomicBool::new(false) }) })
}

#[derive(Debug)]
struct Probed {
    credential: Arc<dyn TokenCredential>,
    found: AtomicBool,
}

#[async_trait::async_trait]
impl TokenCredential for Probed {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        if !self.found.load(Ordering::Relaxed) {
            probe().await?;
            self.found.store(true, Ordering::Relaxed);
        }
        self.credential.get_token(scopes, options).await
    }
}

/// Fails unless Azure's metadata service responds: other clouds have another one at the same address.
async fn probe() -> azure_core::Result<()> {
    let request = Request::new(Url::parse(METADATA_SERVICE)?, Method::Get);
    let client = new_http_client(None);
    let absent = |reason: String| Error::with_message(ErrorKind::Credential, format!("169.254.169.254 {reason}"));
    match within(PROBE_TIMEOUT, client.execute_request(&request)).await {
        None => Err(absent(format!("does not respond within {} s", PROBE_TIMEOUT.whole_seconds()))),
        Some(Err(error)) => Err(absent(format!("cannot be reached: {}", with_causes(&error)))),
        Some(Ok(response)) => match response.status() {
            // Busy and being renewed are the other responses that are documented.
            StatusCode::BadRequest | StatusCode::Gone | StatusCode::TooManyRequests => Ok(()),
            other => Err(absent(format!("is not Azure's metadata service: it responds {}", u16::from(other)))),
        },
    }
}

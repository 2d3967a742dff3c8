//! The usual credentials, one after the other.

use crate::link::Link;
use crate::tries::Tries;
use crate::{AzureCredential, selection};
use async_trait::async_trait;
use azure_core::credentials::TokenCredential;
use std::sync::{Arc, OnceLock};
use webpubsub_core::entra::{AccessToken, TokenRequest};
use webpubsub_core::{BuildError, CredentialError, TokenSource};

/// Tries credentials in the order that Azure's libraries for other languages document, and keeps to the first that returns
/// a token.
///
/// | credential | from the environment | `AZURE_TOKEN_CREDENTIALS` |
/// | --- | --- | --- |
/// | environment | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, and `AZURE_CLIENT_SECRET` or `AZURE_CLIENT_CERTIFICATE_PATH` | `prod`, `EnvironmentCredential` |
/// | workload identity | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_FEDERATED_TOKEN_FILE` | `prod`, `WorkloadIdentityCredential` |
/// | managed identity | `AZURE_CLIENT_ID`, if it is one that is assigned to the machine | `prod`, `ManagedIdentityCredential` |
/// | Azure CLI | | `dev`, `AzureCliCredential` |
/// | Azure Developer CLI | | `dev`, `AzureDeveloperCliCredential` |
///
/// `AZURE_TOKEN_CREDENTIALS` selects credentials by one of these values, in any letter case; without it all are tried.
/// `AZURE_AUTHORITY_HOST` is the authority of another cloud than the public one. Line ends around values do not count, and
/// empty variables count as not set. A secret or an id with other whitespace or quotes around it is not used: the error says so.
///
/// A credential that takes longer than 10 s goes on while the next ones are tried; all together have 90 s. Whether a virtual
/// machine's identity is there shows within 1 s, unless it is selected by its name. If none returns a token, the error names
/// each of them and why it failed. Which one works depends on the machine: in production, name the one that you mean with
/// [`AzureCredential`].
///
/// It needs a runtime of tokio, as the credentials of `azure_identity` do: a program without one has an error, and enters
/// one that has several threads (`Runtime::enter`) to use the chain.
#[derive(Debug)]
pub struct DefaultChain {
    links: Vec<Link>,
    /// The value of `AZURE_TOKEN_CREDENTIALS`, if it is set.
    selected: Option<String>,
    chosen: OnceLock<AzureCredential>,
}

impl DefaultChain {
    /// The chain as documented. Reads the environment now; fetches no token yet. An unknown value of
    /// `AZURE_TOKEN_CREDENTIALS` is rejected.
    pub fn new() -> Result<Self, BuildError> {
        let selected = selection::selected();
        Ok(Self { links: selection::links(selected.as_deref())?, selected, chosen: OnceLock::new() })
    }

    /// A chain of other credentials: each with a name, or why it is not available.
    pub fn of<N: Into<String>>(links: impl IntoIterator<Item = (N, Result<Arc<dyn TokenCredential>, String>)>) -> Self {
        let links = links.into_iter().map(|(name, credential)| Link::new(name.into(), credential));
        Self { links: links.collect(), selected: None, chosen: OnceLock::new() }
    }
}

#[async_trait]
impl TokenSource for DefaultChain {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(CredentialError::new("the chain of credentials needs a runtime of tokio, and there is none"));
        }
        if let Some(chosen) = self.chosen.get() {
            return chosen.token(request).await;
        }
        let mut tries = Tries::default();
        if let Some((token, credential)) = tries.token(&self.links, request).await {
            let _ = self.chosen.set(credential);
            return Ok(token);
        }
        let selected = self.selected.as_ref().map(|value| format!(" ({}={value})", selection::VARIABLE));
        let (selected, failures) = (selected.unwrap_or_default(), tries.failures());
        // Several causes, of which none is the source: the text has them all.
        Err(CredentialError::new(format!("no credential of the chain{selected} returned a token: {failures}")))
    }
}

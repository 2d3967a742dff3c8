//! The usual credentials, one after the other.

use crate::{AzureCredential, environment};
use async_trait::async_trait;
use azure_core::credentials::TokenCredential as AzureTokenCredential;
use azure_identity::{
    AzureCliCredential, AzureDeveloperCliCredential, ManagedIdentityCredential, WorkloadIdentityCredential,
};
use std::sync::Arc;
use std::sync::OnceLock;
use webpubsub_core::entra::AccessToken;
use webpubsub_core::{CredentialError, TokenCredential, TokenRequest};

/// Tries credentials in the order that Azure's libraries for other languages document: environment variables, workload
/// identity, managed identity, Azure CLI, Azure Developer CLI. The first that gives a token is the one from then on.
///
/// If none does, the error names each and why. Which one works depends on the machine: in production, name the one you
/// mean with [`AzureCredential`].
#[derive(Debug)]
pub struct DefaultChain {
    links: Vec<Link>,
    chosen: OnceLock<AzureCredential>,
}

#[derive(Debug)]
struct Link {
    name: String,
    credential: Result<AzureCredential, String>,
}

/// What a constructor of `azure_identity` returned, of whichever type.
fn usable<C: AzureTokenCredential + 'static>(
    made: azure_core::Result<Arc<C>>,
) -> Result<Arc<dyn AzureTokenCredential>, String> {
    made.map(|credential| credential as _).map_err(|error| error.to_string())
}

impl DefaultChain {
    /// The chain as documented. Reads the environment now; asks for no token yet.
    pub fn new() -> Self {
        Self::of([
            ("environment", environment::credential()),
            ("workload identity", usable(WorkloadIdentityCredential::new(None))),
            ("managed identity", usable(ManagedIdentityCredential::new(None))),
            ("Azure CLI", usable(AzureCliCredential::new(None))),
            ("Azure Developer CLI", usable(AzureDeveloperCliCredential::new(None))),
        ])
    }

    /// A chain of one's own: names, and credentials or why there is none.
    pub fn of<N: Into<String>>(
        links: impl IntoIterator<Item = (N, Result<Arc<dyn AzureTokenCredential>, String>)>,
    ) -> Self {
        let link = |(name, credential): (N, Result<_, _>)| Link {
            name: name.into(),
            credential: credential.map(AzureCredential::new),
        };
        Self { links: links.into_iter().map(link).collect(), chosen: OnceLock::new() }
    }
}

impl Default for DefaultChain {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl TokenCredential for DefaultChain {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        if let Some(chosen) = self.chosen.get() {
            return chosen.token(request).await;
        }
        let mut failures = Vec::new();
        for Link { name, credential } in &self.links {
            let failure = match credential {
                Ok(credential) => match credential.token(request).await {
                    Ok(token) => {
                        let _ = self.chosen.set(credential.clone());
                        return Ok(token);
                    }
                    Err(error) => error.to_string(),
                },
                Err(reason) => reason.clone(),
            };
            failures.push(format!("{name}: {failure}"));
        }
        Err(CredentialError::new(format!("no credential of the chain gave a token: {}", failures.join("; "))))
    }
}

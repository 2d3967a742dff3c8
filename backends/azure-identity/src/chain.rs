//! The usual credentials, one after the other.

use crate::{AzureCredential, environment};
use async_trait::async_trait;
use azure_core::credentials::TokenCredential;
use azure_identity::{
    AzureCliCredential, AzureDeveloperCliCredential, ManagedIdentityCredential, WorkloadIdentityCredential,
};
use std::error::Error;
use std::sync::{Arc, OnceLock};
use webpubsub_core::entra::AccessToken;
use webpubsub_core::{CredentialError, TokenRequest, TokenSource};

/// Tries credentials in the order that Azure's libraries for other languages document: environment variables, workload
/// identity, managed identity, Azure CLI, Azure Developer CLI. It keeps to the first that returns a token.
///
/// If none does, the error names each of them and why it failed. Which one works depends on the machine: in production,
/// name the one that you mean with [`AzureCredential`].
#[derive(Debug)]
pub struct DefaultChain {
    links: Vec<Link>,
    chosen: OnceLock<AzureCredential>,
}

#[derive(Debug)]
struct Link {
    name: String,
    /// The credential, or why there is none.
    credential: Result<AzureCredential, String>,
}

impl DefaultChain {
    /// The chain as documented. Reads the environment now; fetches no token yet.
    pub fn new() -> Self {
        Self::of([
            ("environment", environment::credential()),
            ("workload identity", created(WorkloadIdentityCredential::new(None))),
            ("managed identity", created(ManagedIdentityCredential::new(None))),
            ("Azure CLI", created(AzureCliCredential::new(None))),
            ("Azure Developer CLI", created(AzureDeveloperCliCredential::new(None))),
        ])
    }

    /// A chain of other credentials: each with a name, or why it is not available.
    pub fn of<N: Into<String>>(links: impl IntoIterator<Item = (N, Result<Arc<dyn TokenCredential>, String>)>) -> Self {
        let link = |(name, credential): (N, Result<_, _>)| Link {
            name: name.into(),
            credential: credential.map(AzureCredential::new),
        };
        Self { links: links.into_iter().map(link).collect(), chosen: OnceLock::new() }
    }
}

/// What a constructor of `azure_identity` returned, whichever its type.
pub(crate) fn created<C: TokenCredential + 'static>(
    credential: azure_core::Result<Arc<C>>,
) -> Result<Arc<dyn TokenCredential>, String> {
    credential.map(|credential| credential as _).map_err(|error| with_causes(&error))
}

/// The text of an error and those of its causes in one line. Errors of `azure_core` often quote their cause: it is not
/// repeated.
fn with_causes(error: &azure_core::Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |cause| (*cause).source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text.lines().map(|line| line.trim_end_matches('.')).collect::<Vec<_>>().join(". ")
}

impl Default for DefaultChain {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl TokenSource for DefaultChain {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        if let Some(chosen) = self.chosen.get() {
            return chosen.token(request).await;
        }
        let mut failures = Vec::new();
        for Link { name, credential } in &self.links {
            let failure = match credential {
                Ok(credential) => match credential.fetch(request).await {
                    Ok(token) => {
                        let _ = self.chosen.set(credential.clone());
                        return Ok(token);
                    }
                    Err(error) => with_causes(&error),
                },
                Err(reason) => reason.clone(),
            };
            failures.push(format!("{name}: {failure}"));
        }
        // Several causes, of which none is the source: the text has them all.
        Err(CredentialError::new(format!("no credential of the chain returned a token: {}", failures.join("; "))))
    }
}

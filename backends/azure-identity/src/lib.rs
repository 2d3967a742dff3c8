#![doc = include_str!("../README.md")]

mod chain;
mod environment;
mod link;
mod managed_identity;
mod selection;
mod tries;

pub use chain::DefaultChain;

use async_trait::async_trait;
use azure_core::credentials::TokenCredential;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, TokenRequest};
use webpubsub_core::{Credential, CredentialError, TokenSource, UnixTime};

/// One credential of `azure_identity`, or any other `azure_core` `TokenCredential`.
///
/// After a claims challenge it fetches another token without the claims, because `azure_core` cannot pass them on.
#[derive(Clone, Debug)]
pub struct AzureCredential(Arc<dyn TokenCredential>);

impl AzureCredential {
    /// Takes what the constructors of `azure_identity` return: `ManagedIdentityCredential::new(None)?`, for example.
    pub fn new(credential: Arc<dyn TokenCredential>) -> Self {
        Self(credential)
    }

    async fn fetch(&self, request: TokenRequest<'_>) -> azure_core::Result<AccessToken> {
        let token = self.0.get_token(&[request.scope], None).await?;
        let seconds = u64::try_from(token.expires_on.unix_timestamp()).unwrap_or(0);
        let expires_on = UnixTime::from_duration(Duration::from_secs(seconds));
        Ok(AccessToken::new(token.token.secret(), expires_on))
    }
}

#[async_trait]
impl TokenSource for AzureCredential {
    /// On failure the source of the error is the `azure_core::Error`.
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        let token = self.fetch(request).await;
        token.map_err(|error| CredentialError::new("azure_identity returned no token").with_source(error))
    }
}

impl From<AzureCredential> for Credential {
    fn from(credential: AzureCredential) -> Self {
        Self::from_source(credential)
    }
}

impl From<DefaultChain> for Credential {
    fn from(chain: DefaultChain) -> Self {
        Self::from_source(chain)
    }
}

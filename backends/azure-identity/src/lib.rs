//! Any credential of `azure_identity` for Azure Web PubSub, and a chain that tries the usual ones.
//!
//! ```no_run
//! use webpubsub_azure_identity::DefaultChain;
//! use webpubsub_core::{Error, HttpTransport, WebPubSubServiceClient};
//!
//! # fn client<T: HttpTransport + Default>() -> Result<WebPubSubServiceClient<T>, Error> {
//! WebPubSubServiceClient::new("https://contoso.webpubsub.azure.com", "chat", DefaultChain::new())
//! # }
//! ```
//!
//! The client keeps the token until shortly before its end and asks once for all calls that wait; it never sends one over
//! plain `http`.
//!
//! | credential | tested here |
//! | --- | --- |
//! | client secret, workload identity | over TLS sockets |
//! | Azure CLI | with a stand-in on `PATH` |
//! | managed identity, Azure Developer CLI, Azure Pipelines, client certificate | by type only |
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `client-certificate` | no | `AZURE_CLIENT_CERTIFICATE_PATH` in [`DefaultChain`]; builds bindings to OpenSSL |

mod chain;
mod environment;

pub use chain::DefaultChain;

use async_trait::async_trait;
use azure_core::credentials::TokenCredential as AzureTokenCredential;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::entra::AccessToken;
use webpubsub_core::{Credential, CredentialError, TokenCredential, TokenRequest, UnixTime};

/// One credential of `azure_identity`, or any other `azure_core` `TokenCredential`.
///
/// A claims challenge is answered by asking once more; `azure_core` has no way to pass the claims on.
#[derive(Clone, Debug)]
pub struct AzureCredential(Arc<dyn AzureTokenCredential>);

impl AzureCredential {
    /// Takes what `azure_identity`'s constructors return: `ManagedIdentityCredential::new(None)?`, for example.
    pub fn new(credential: Arc<dyn AzureTokenCredential>) -> Self {
        Self(credential)
    }
}

#[async_trait]
impl TokenCredential for AzureCredential {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        let token = self.0.get_token(&[request.scope], None).await;
        let token = token.map_err(|error| CredentialError::new("azure_identity").because(error))?;
        let seconds = u64::try_from(token.expires_on.unix_timestamp()).unwrap_or(0);
        let expires_on = UnixTime::from_duration(Duration::from_secs(seconds));
        Ok(AccessToken::new(token.token.secret(), expires_on))
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

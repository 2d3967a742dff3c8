//! The credential of clients that have no key: it answers as the recorder's did.

use super::{NOW, Recorder};
use async_trait::async_trait;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use webpubsub_core::entra::AccessToken;
use webpubsub_core::{Credential, CredentialError, TokenCredential, TokenRequest, UnixTime};

/// What the credential answers.
pub const TOKEN: &str = "aad-token-1";

/// The scope that all SDKs ask for.
const SCOPE: &str = "https://webpubsub.azure.com/.default";

#[derive(Debug)]
struct Source {
    asked: Arc<AtomicUsize>,
    fails: bool,
}

#[async_trait]
impl TokenCredential for Source {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match (self.fails, request.scope, request.claims) {
            (false, SCOPE, None) => Ok(AccessToken::new(TOKEN, UnixTime::from_secs(NOW + 3_600))),
            (true, SCOPE, None) => Err(CredentialError::new("no token for you")),
            (_, scope, claims) => Err(CredentialError::new(format!("nobody asks for {scope} and {claims:?}"))),
        }
    }
}

impl Recorder {
    /// A credential whose calls this recorder counts.
    pub(crate) fn credential(&self, fails: bool) -> Credential {
        Credential::from_source(Source { asked: Arc::clone(&self.asked_for_tokens), fails })
    }

    /// How often the credential was asked.
    pub(crate) fn asked_for_tokens(&self) -> usize {
        self.asked_for_tokens.load(Ordering::Relaxed)
    }
}

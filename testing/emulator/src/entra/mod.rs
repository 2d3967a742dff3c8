//! The emulator's own authority, in place of Microsoft Entra ID.

mod authority;
mod endpoint;
mod error;
mod form;

use std::fmt;
use std::time::Duration;

pub(crate) use authority::{Authority, Denied};
pub(crate) use endpoint::respond;

/// The audiences of tokens for Web PubSub: one for each cloud, all of which the emulator stands in for.
pub(crate) const AUDIENCES: [&str; 3] =
    ["https://webpubsub.azure.com", "https://webpubsub.azure.cn", "https://webpubsub.azure.us"];

/// An application that gets tokens from the emulator's own authority, see [`Builder::entra`](crate::Builder::entra).
///
/// ```
/// # use webpubsub_emulator::{Emulator, EntraApplication};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), webpubsub_emulator::StartError> {
/// let application = EntraApplication::new("contoso.example", "my-app", "my secret");
/// let emulator = Emulator::builder().entra(application).tls(true).start().await?;
/// # emulator.stop().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct EntraApplication {
    tenant: String,
    client_id: String,
    secret: String,
    assertion: Option<String>,
    expires_in: Duration,
}

impl EntraApplication {
    /// The directory, the application's id in it, and its secret. Tokens expire after 3599 seconds, as Entra's often do.
    pub fn new(tenant: impl Into<String>, client_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            tenant: tenant.into(),
            client_id: client_id.into(),
            secret: secret.into(),
            assertion: None,
            expires_in: Duration::from_secs(3599),
        }
    }

    /// Also accepts this text in place of the secret, as `client_assertion`.
    #[must_use]
    pub fn assertion(mut self, assertion: impl Into<String>) -> Self {
        self.assertion = Some(assertion.into());
        self
    }

    /// The lifetime of its tokens, in whole seconds.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.expires_in = lifetime;
        self
    }
}

impl fmt::Debug for EntraApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntraApplication")
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

//! Tokens from Microsoft Entra ID, requested without a library of Microsoft's: for platforms that its libraries do not
//! run on, browsers and edge workers among them.
//!
//! [`ClientSecret`] and [`ClientAssertion`] are pure: they build the token request and read its answer. A client that is
//! given one sends the request through its own transport, keeps the token until shortly before it ends, and asks once
//! for all calls that wait for it.
//!
//! ```
//! # use webpubsub_core::{BuildError, entra::ClientSecret};
//! # fn credential() -> Result<ClientSecret, BuildError> {
//! let credential = ClientSecret::new("contoso.onmicrosoft.com", "11111111-2222-3333-4444-555555555555", "the secret")?;
//! # Ok(credential)
//! # }
//! ```
//!
//! Protocol: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>

mod answer;
mod application;

pub use application::{ClientAssertion, ClientSecret};

use crate::{Secret, UnixTime};

/// The scope of all tokens for Web PubSub.
pub const SCOPE: &str = "https://webpubsub.azure.com/.default";

/// A bearer token and its end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token, without the word `Bearer`.
    pub token: Secret,
    /// When it ends.
    pub expires_on: UnixTime,
}

impl AccessToken {
    /// A token from elsewhere.
    pub fn new(token: impl Into<Secret>, expires_on: UnixTime) -> Self {
        Self { token: token.into(), expires_on }
    }
}

//! Tokens from Microsoft Entra ID, without Microsoft's libraries, and so on platforms that those do not support, such as
//! browsers and edge workers.
//!
//! [`ClientSecret`], [`ClientAssertion`] and [`ManagedIdentity`] are pure: they build the token request and parse its
//! response, and read no environment. The client sends the request through its own transport. It caches the token until
//! shortly before it expires, and fetches it once for all calls that wait for it. While a token is valid, a call waits only
//! briefly for its renewal. Without one, a call waits within its own timeout; `client.fetch_token()` obtains a token ahead
//! of time.
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

mod application;
mod managed_identity;
mod response;
#[cfg(feature = "tokens")]
mod token_endpoint;
mod token_request;

#[cfg(feature = "tokens")]
pub(crate) use application::Application;
pub use application::{ClientAssertion, ClientSecret};
pub use managed_identity::ManagedIdentity;
#[cfg(feature = "tokens")]
pub(crate) use token_endpoint::TokenEndpoint;
pub use token_request::{SCOPE, TokenRequest, scope};

use crate::{Secret, UnixTime};

/// A bearer token and when it expires.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token, without the word `Bearer`.
    pub token: Secret,
    /// When it expires.
    pub expires_on: UnixTime,
}

impl AccessToken {
    /// A token obtained elsewhere.
    pub fn new(token: impl Into<Secret>, expires_on: UnixTime) -> Self {
        Self { token: token.into(), expires_on }
    }
}

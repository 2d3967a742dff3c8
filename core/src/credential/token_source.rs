//! Where tokens come from.

use super::{Credential, CredentialKind, TokenCache};
use crate::CredentialError;
use crate::entra::{AccessToken, ClientAssertion, ClientSecret, ManagedIdentity, TokenEndpoint, TokenRequest};
use alloc::boxed::Box;
use alloc::sync::Arc;
use async_trait::async_trait;
use core::fmt;

/// A source of bearer tokens on platforms whose futures are `Send`: an adapter to an identity library.
///
/// The client caches a token until shortly before it expires and fetches once for all calls that wait, so an
/// implementation need not. Where nothing is `Send`, [`entra`](crate::entra) has credentials that work everywhere.
///
/// Implement it with the crate `async-trait`, and give it to a client by [`Credential::from_source`]:
///
/// ```
/// use webpubsub_core::entra::{AccessToken, TokenRequest};
/// use webpubsub_core::{Credential, CredentialError, TokenSource, UnixTime};
///
/// #[derive(Debug)]
/// struct Broker;
///
/// #[async_trait::async_trait]
/// impl TokenSource for Broker {
///     async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
///         let failed = |error| CredentialError::new("the broker gave no token").with_source(error);
///         let (token, expires_on) = ask_broker(request.scope).await.map_err(failed)?;
///         Ok(AccessToken::new(token, UnixTime::from_secs(expires_on)))
///     }
/// }
///
/// let credential = Credential::from_source(Broker);
/// # async fn ask_broker(_: &str) -> Result<(String, u64), std::io::Error> { Ok(("token".into(), 1_795_487_212)) }
/// ```
#[async_trait]
pub trait TokenSource: Send + Sync + fmt::Debug {
    /// Fetches a token for a scope.
    ///
    /// It may take longer than a call: if the call that began it goes away, the next one that needs a token continues the
    /// same future, on another task or runtime perhaps. A future that is not done after two minutes is dropped.
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError>;
}

#[derive(Clone, Debug)]
pub(crate) enum TokenSourceKind {
    Endpoint(TokenEndpoint),
    Custom(Arc<dyn TokenSource>),
}

impl TokenSourceKind {
    /// Whether tokens may be sent over `http` on this machine.
    pub(crate) fn allows_loopback_http(&self) -> bool {
        match self {
            Self::Endpoint(endpoint) => endpoint.allows_loopback_http(),
            Self::Custom(_) => false,
        }
    }
}

impl Credential {
    /// Any source of tokens.
    pub fn from_source(source: impl TokenSource + 'static) -> Self {
        Self::of(TokenSourceKind::Custom(Arc::new(source)))
    }

    fn of(source: TokenSourceKind) -> Self {
        Self(CredentialKind::Tokens(source, TokenCache::default()))
    }
}

impl From<ClientSecret> for Credential {
    fn from(secret: ClientSecret) -> Self {
        Self::of(TokenSourceKind::Endpoint(TokenEndpoint::Application(secret.into_application())))
    }
}

impl From<ClientAssertion> for Credential {
    fn from(assertion: ClientAssertion) -> Self {
        Self::of(TokenSourceKind::Endpoint(TokenEndpoint::Application(assertion.into_application())))
    }
}

impl From<ManagedIdentity> for Credential {
    fn from(identity: ManagedIdentity) -> Self {
        Self::of(TokenSourceKind::Endpoint(TokenEndpoint::ManagedIdentity(identity)))
    }
}

//! What a client proves itself with: something that is at hand, or something that gets tokens.

use crate::entra::{AccessToken, ClientAssertion, ClientSecret};
use crate::{AccessKey, Authorization, BearerToken, CredentialError};
use alloc::boxed::Box;
use alloc::sync::Arc;
use async_trait::async_trait;
use core::fmt;

/// A source of bearer tokens on platforms whose futures are `Send`: an adapter to an identity library.
///
/// The client keeps a token until shortly before it ends and asks once for all calls that wait, so an implementation
/// need not. Where nothing is `Send`, [`entra`](crate::entra) has credentials that work everywhere.
#[async_trait]
pub trait TokenCredential: Send + Sync + fmt::Debug {
    /// Gets a token for a scope.
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError>;
}

/// Which token is wanted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TokenRequest<'a> {
    /// The scope: [`entra::SCOPE`](crate::entra::SCOPE).
    pub scope: &'static str,
    /// What the service demanded in a claims challenge, JSON; a token from a cache will not do then.
    pub claims: Option<&'a str>,
}

impl<'a> TokenRequest<'a> {
    /// Any token for a scope.
    pub fn new(scope: &'static str) -> Self {
        Self { scope, claims: None }
    }

    /// One with these claims, JSON.
    #[must_use]
    pub fn claims(mut self, claims: Option<&'a str>) -> Self {
        self.claims = claims;
        self
    }
}

/// What a client is given to prove itself with; made from an [`AccessKey`], a [`BearerToken`], one of
/// [`entra`](crate::entra), or any [`TokenCredential`].
#[derive(Clone, Debug)]
pub struct Credential(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Fixed(Authorization),
    Secret(ClientSecret),
    Assertion(ClientAssertion),
    Custom(Arc<dyn TokenCredential>),
}

impl Credential {
    /// Any source of tokens.
    pub fn from_source(source: impl TokenCredential + 'static) -> Self {
        Self(Kind::Custom(Arc::new(source)))
    }

    /// Whether tokens may go over `http` on this machine.
    pub(crate) fn is_loopback_http_allowed(&self) -> bool {
        match &self.0 {
            Kind::Secret(secret) => secret.is_loopback_http_allowed(),
            Kind::Assertion(assertion) => assertion.is_loopback_http_allowed(),
            Kind::Fixed(_) | Kind::Custom(_) => false,
        }
    }
}

impl From<AccessKey> for Credential {
    fn from(key: AccessKey) -> Self {
        Self(Kind::Fixed(key.into()))
    }
}

impl From<BearerToken> for Credential {
    fn from(token: BearerToken) -> Self {
        Self(Kind::Fixed(token.into()))
    }
}

impl From<Authorization> for Credential {
    fn from(authorization: Authorization) -> Self {
        Self(Kind::Fixed(authorization))
    }
}

impl From<ClientSecret> for Credential {
    fn from(secret: ClientSecret) -> Self {
        Self(Kind::Secret(secret))
    }
}

impl From<ClientAssertion> for Credential {
    fn from(assertion: ClientAssertion) -> Self {
        Self(Kind::Assertion(assertion))
    }
}

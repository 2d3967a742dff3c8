//! What gets tokens.

use super::{Credential, Kind};
use crate::entra::{AccessToken, ClientAssertion, ClientSecret};
use crate::{CredentialError, UnixTime};
use alloc::boxed::Box;
use alloc::sync::Arc;
use async_lock::Mutex;
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

/// A source, and the token that was last got from it: one for all that share the source.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) kind: SourceKind,
    /// Whoever holds the lock renews the token; if that caller goes away, the next one does.
    pub(crate) cache: Arc<Mutex<Option<Cached>>>,
}

#[derive(Clone, Debug)]
pub(crate) enum SourceKind {
    Secret(ClientSecret),
    Assertion(ClientAssertion),
    Custom(Arc<dyn TokenCredential>),
}

pub(crate) struct Cached {
    pub(crate) token: AccessToken,
    pub(crate) got_at: UnixTime,
    pub(crate) renew_at: UnixTime,
}

impl Source {
    /// Whether tokens may go over `http` on this machine.
    pub(crate) fn is_loopback_http_allowed(&self) -> bool {
        match &self.kind {
            SourceKind::Secret(secret) => secret.is_loopback_http_allowed(),
            SourceKind::Assertion(assertion) => assertion.is_loopback_http_allowed(),
            SourceKind::Custom(_) => false,
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl From<SourceKind> for Credential {
    fn from(kind: SourceKind) -> Self {
        Self(Kind::Source(Source { kind, cache: Arc::default() }))
    }
}

impl Credential {
    /// Any source of tokens.
    pub fn from_source(source: impl TokenCredential + 'static) -> Self {
        SourceKind::Custom(Arc::new(source)).into()
    }
}

impl From<ClientSecret> for Credential {
    fn from(secret: ClientSecret) -> Self {
        SourceKind::Secret(secret).into()
    }
}

impl From<ClientAssertion> for Credential {
    fn from(assertion: ClientAssertion) -> Self {
        SourceKind::Assertion(assertion).into()
    }
}

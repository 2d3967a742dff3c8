//! What a client authenticates with: a key or token that is available, or a source of tokens.

#[cfg(feature = "tokens")]
mod kept_fetch;
#[cfg(feature = "tokens")]
mod rotating_key;
#[cfg(feature = "tokens")]
mod token_cache;
#[cfg(feature = "tokens")]
mod token_source;

#[cfg(feature = "tokens")]
pub(crate) use kept_fetch::{Fetched, KeptFetch};
#[cfg(feature = "tokens")]
pub use rotating_key::RotatingAccessKey;
#[cfg(feature = "tokens")]
pub(crate) use token_cache::{Fetch, Rejection, TokenCache, Wanted};
#[cfg(feature = "tokens")]
pub use token_source::TokenSource;
#[cfg(feature = "tokens")]
pub(crate) use token_source::TokenSourceKind;

use crate::{AccessKey, Authorization, BearerToken};

/// What a client authenticates with. It is made from an [`AccessKey`] or a [`BearerToken`], and with the `tokens` feature
/// from a [`RotatingAccessKey`], a credential of [`entra`](crate::entra), or any [`TokenSource`]. Clones share the cached
/// token.
#[derive(Clone, Debug)]
pub struct Credential(pub(crate) CredentialKind);

#[derive(Clone, Debug)]
pub(crate) enum CredentialKind {
    None,
    Fixed(Authorization),
    #[cfg(feature = "tokens")]
    Rotating(RotatingAccessKey),
    #[cfg(feature = "tokens")]
    Tokens(TokenSourceKind, TokenCache),
}

impl Credential {
    /// No credential: for clients that only call operations without authorization, such as
    /// [`Health`](crate::operations::Health). Every other operation is rejected before anything is sent.
    pub const fn none() -> Self {
        Self(CredentialKind::None)
    }
}

impl From<AccessKey> for Credential {
    fn from(key: AccessKey) -> Self {
        Authorization::from(key).into()
    }
}

impl From<BearerToken> for Credential {
    fn from(token: BearerToken) -> Self {
        Authorization::from(token).into()
    }
}

impl From<Authorization> for Credential {
    fn from(authorization: Authorization) -> Self {
        Self(CredentialKind::Fixed(authorization))
    }
}

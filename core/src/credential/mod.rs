//! What a client proves itself with: something that is at hand, or something that gets tokens.

#[cfg(feature = "tokens")]
mod source;

#[cfg(feature = "tokens")]
pub(crate) use source::{Cached, Source, SourceKind};
#[cfg(feature = "tokens")]
pub use source::{TokenCredential, TokenRequest};

use crate::{AccessKey, Authorization, BearerToken};

/// What a client is given to prove itself with; made from an [`AccessKey`], a [`BearerToken`], and with the `tokens`
/// feature from a credential of [`entra`](crate::entra) or any `TokenCredential`. Clones share the token that was got.
#[derive(Clone, Debug)]
pub struct Credential(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Fixed(Authorization),
    #[cfg(feature = "tokens")]
    Source(Source),
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

//! HTTP methods, without std.

use crate::BuildError;
use alloc::borrow::{Cow, ToOwned};
use core::fmt;

/// An HTTP method: what an operation's verb is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method(Cow<'static, str>);

impl Method {
    /// `GET`
    pub const GET: Self = Self(Cow::Borrowed("GET"));
    /// `HEAD`
    pub const HEAD: Self = Self(Cow::Borrowed("HEAD"));
    /// `POST`
    pub const POST: Self = Self(Cow::Borrowed("POST"));
    /// `PUT`
    pub const PUT: Self = Self(Cow::Borrowed("PUT"));
    /// `PATCH`
    pub const PATCH: Self = Self(Cow::Borrowed("PATCH"));
    /// `DELETE`
    pub const DELETE: Self = Self(Cow::Borrowed("DELETE"));
    /// `OPTIONS`
    pub const OPTIONS: Self = Self(Cow::Borrowed("OPTIONS"));

    /// Any other method: letters, digits and the few signs that a token of RFC 9110 may have.
    pub fn new(name: &str) -> Result<Self, BuildError> {
        if is_token(name) {
            return Ok(Self(Cow::Owned(name.to_owned())));
        }
        Err(BuildError::new("method", "must be a token: letters, digits or any of !#$%&'*+-.^_`|~"))
    }

    /// The method as it stands in the request.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Idempotent by RFC 9110: carrying the request out twice has the effect of once.
    pub fn is_idempotent(&self) -> bool {
        matches!(self.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE")
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token of RFC 9110 section 5.6.2, the form of methods and header names.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

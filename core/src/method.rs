//! HTTP methods, without std.

use crate::BuildError;
use core::fmt;
use core::str::FromStr;

/// An HTTP method: the verb of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // The seven verbs that REST interfaces use; nothing is planned.
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
}

impl Method {
    /// The method as it stands in the request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Idempotent by RFC 9110 section 9.2.2: the effect of the request sent twice is that of once.
    pub const fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }

    /// Safe by RFC 9110 section 9.2.1: the request only reads.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = BuildError;

    /// From the method as it stands in the request, in upper case.
    fn from_str(text: &str) -> Result<Self, BuildError> {
        let all = [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];
        let found = all.into_iter().find(|method| method.as_str() == text);
        found.ok_or_else(|| BuildError::new("method", "must be GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS"))
    }
}

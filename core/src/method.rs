//! HTTP methods, without std.

use crate::BuildError;
use alloc::borrow::{Cow, ToOwned};
use core::fmt;
use core::hash::{Hash, Hasher};

/// An HTTP method: what an operation's verb is.
#[derive(Clone)]
pub struct Method {
    name: Cow<'static, str>,
    /// Known by its address only: who sends the methods below need not carry what reads any other.
    #[cfg(feature = "http")]
    pub(crate) into_http: fn(&str) -> Option<http::Method>,
}

macro_rules! methods {
    ($($name:ident),+) => {
        impl Method {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub const $name: Self = Self {
                    name: Cow::Borrowed(stringify!($name)),
                    #[cfg(feature = "http")]
                    into_http: |_| Some(http::Method::$name),
                };
            )+
        }
    };
}
methods!(GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS);

impl Method {
    /// Any other method: letters, digits and the few signs that a token of RFC 9110 may have.
    pub fn new(name: &str) -> Result<Self, BuildError> {
        if is_token(name) {
            return Ok(Self {
                name: Cow::Owned(name.to_owned()),
                #[cfg(feature = "http")]
                into_http: |name| http::Method::from_bytes(name.as_bytes()).ok(),
            });
        }
        Err(BuildError::new("method", "must be a token: letters, digits or any of !#$%&'*+-.^_`|~"))
    }

    /// The method as it stands in the request.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Idempotent by RFC 9110: carrying the request out twice has the effect of once.
    pub fn is_idempotent(&self) -> bool {
        matches!(self.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE")
    }
}

/// By the name alone.
impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Method {}

impl Hash for Method {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.name.hash(hasher);
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Method").field(&self.name).finish()
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A token of RFC 9110 section 5.6.2, the form of methods and header names.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

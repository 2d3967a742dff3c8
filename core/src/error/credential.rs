//! Why no token could be obtained.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// A credential gave no token, so the request was not sent.
///
/// The text is its own, in one line: characters that are not seen are escaped. The cause, if there is one, is the
/// [source](core::error::Error::source).
pub struct CredentialError {
    text: Cow<'static, str>,
    code: Option<String>,
    source: Option<Box<dyn core::error::Error + Send + Sync>>,
}

impl CredentialError {
    /// What went wrong, for a reader. Must not quote a secret.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), code: None, source: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the OAuth 2.0 error code with which the authority rejected the request: `invalid_client`, `unauthorized_client`, …
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The authority's error code, if it rejected the request; the same request fails again.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&super::printable(&self.text), f)
    }
}

impl core::error::Error for CredentialError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Debug for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::fmt_with_causes(self, f)
    }
}

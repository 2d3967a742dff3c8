//! Why no token could be had.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// A credential gave no token, so nothing was sent to the service.
#[derive(Debug)]
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

    /// With the cause, whose text is shown behind.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The authority answered and refused, with this code of OAuth 2.0: `invalid_client`, `unauthorized_client`, …
    #[must_use]
    pub fn refused(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The authority's code, if it answered and refused; asking again without a change is in vain.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for CredentialError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

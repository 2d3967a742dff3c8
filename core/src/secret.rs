//! The one type for keys and tokens.

use crate::redaction::Redaction;
use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use zeroize::Zeroize;

/// A key or a token: text that no log, error or `Debug` output may show.
///
/// `Debug` prints a placeholder, and there is no `Display`: `.to_string()` does not compile. The memory is overwritten on
/// drop. To use the text, say so: [`expose`](Secret::expose).
///
/// ```
/// # use webpubsub_core::Secret;
/// let token = Secret::new("eyJhbGciOi…");
/// assert_eq!(format!("{token:?}"), "Secret");
/// assert!(token.expose().starts_with("eyJ"));
/// ```
///
/// ```compile_fail,E0599
/// # use webpubsub_core::Secret;
/// let text = Secret::new("eyJhbGciOi…").to_string();
/// ```
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text. A `String` is not copied; copies that the caller holds are the caller's responsibility.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text. From here on it is the caller's responsibility.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text, with `[secret]` in place of this secret and of whatever looks like a JSON Web Token. For texts of others: a
    /// server that received the secret can send it back. This also finds pieces of at least 16 characters, in any case,
    /// percent-encoded, escaped as in JSON or HTML, or as base64.
    ///
    /// ```
    /// # use webpubsub_core::Secret;
    /// let token = Secret::new("0.AQ~opaque/token");
    /// assert_eq!(token.redact("unknown: 0.AQ~opaque%2Ftoken!"), "unknown: [secret]!");
    /// ```
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        Redaction::of(&self.0).redacted(text).map_or(text.into(), Cow::Owned)
    }

    /// Hands the text over without a copy, for a header value that takes ownership.
    #[cfg(feature = "http")]
    pub(crate) fn into_exposed(mut self) -> String {
        core::mem::take(&mut self.0)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        // `into_exposed` leaves nothing to overwrite, and overwriting nothing is not free: with AVX-512, a `memset` of no bytes
        // at the dangling address of an empty `String` takes some 70 ns.
        if self.0.capacity() > 0 {
            self.0.zeroize();
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Copies the text: for a `String` that is still needed.
impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

//! What was rejected before anything was sent.

use alloc::borrow::Cow;
use core::fmt;

/// An invalid value, rejected before anything was sent: which one, and by which rule.
///
/// The text reads `field: rule`, for example
/// `group: ".." would address the whole hub (path segments "." and ".." cannot be encoded)`. It never quotes a key, a
/// token or a message.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BuildError {
    field: &'static str,
    rule: Cow<'static, str>,
}

impl BuildError {
    /// For an operation of your own: the field's name as the caller knows it, and the rule that it breaks.
    pub fn new(field: &'static str, rule: impl Into<Cow<'static, str>>) -> Self {
        Self { field, rule: rule.into() }
    }

    /// The invalid field, by its name in this library: `group`, `message`, `connection string`, …
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The rule that the value breaks, for a reader.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.rule)
    }
}

impl core::error::Error for BuildError {}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::fmt_with_causes(self, f)
    }
}

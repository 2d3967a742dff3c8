//! What a handler cannot read of a verified event.

use alloc::borrow::Cow;
use core::fmt;

/// A part of an event is not what the handler expects: which, and why. The text reads `field: reason`, for example
/// `state: is not valid Base64`.
#[derive(Clone, PartialEq, Eq)]
pub struct EventError {
    field: &'static str,
    reason: Cow<'static, str>,
}

impl EventError {
    pub(super) fn new(field: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { field, reason: reason.into() }
    }

    /// The part: `state`, `text` or `json`.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// What is wrong with it, for a reader.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

impl fmt::Debug for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for EventError {}

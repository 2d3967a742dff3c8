//! The outcome of a case.

use crate::Limitation;
use std::fmt;

/// What a case returns. Cases do not panic, so that a caller can compare all outcomes.
pub type Verdict = Result<Passed, Failure>;

/// A case that the backend passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Passed {
    /// The contract is kept.
    Full,
    /// A declared limitation of the platform applies, and its safe side is kept.
    SafeSide(Limitation),
    /// The case does not apply to this backend, or to the protocol that the server speaks.
    DoesNotApply,
}

/// A case that the backend fails: what was expected, and what happened instead.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Returns a [`Failure`] from the case unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($words:tt)+) => {
        if !$condition {
            return Err($crate::Failure::new(format!($($words)+)));
        }
    };
}

/// The same for two values that must be equal; both are shown.
macro_rules! ensure_eq {
    ($seen:expr, $expected:expr, $($words:tt)+) => {
        match (&$seen, &$expected) {
            (seen, expected) => {
                if *seen != *expected {
                    let what = format!($($words)+);
                    return Err($crate::Failure::new(format!("{what}: {seen:?} instead of {expected:?}")));
                }
            }
        }
    };
}

pub(crate) use {ensure, ensure_eq};

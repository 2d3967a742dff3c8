//! Why an emulator did not start.

use std::fmt;

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The access key breaks this rule.
    AccessKey(&'static str),
    /// The address could not be listened on.
    Listen(std::io::Error),
    /// The system gives no randomness for a key.
    Randomness(String),
    /// No certificate could be made.
    Certificate(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessKey(rule) => write!(f, "access key: {rule}"),
            Self::Listen(error) => write!(f, "cannot listen: {error}"),
            Self::Randomness(problem) => write!(f, "no randomness: {problem}"),
            Self::Certificate(problem) => write!(f, "no certificate: {problem}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::AccessKey(_) | Self::Randomness(_) | Self::Certificate(_) => None,
            Self::Listen(error) => Some(error),
        }
    }
}

//! Why an emulator did not start.

use std::error::Error;
use std::{fmt, io};

/// Why an emulator did not start. `Debug` is the text with its cause, because `fn main() -> Result` prints it.
#[non_exhaustive]
pub enum StartError {
    /// The access key breaks this rule.
    AccessKey(&'static str),
    /// An event handler of this hub, or its URL, breaks this rule.
    EventHandler {
        /// The hub.
        hub: String,
        /// The rule.
        rule: &'static str,
    },
    /// The address could not be bound; the source says why.
    Listen(io::Error),
    /// The system provided no random bytes for a key, for this reason.
    Randomness(String),
    /// The certificate could not be generated, for this reason.
    Certificate(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessKey(rule) => write!(f, "the access key {rule}"),
            Self::EventHandler { hub, rule } => write!(f, "the event handler of hub {hub:?} {rule}"),
            Self::Listen(_) => f.write_str("cannot listen"),
            Self::Randomness(reason) => write!(f, "cannot generate random bytes: {reason}"),
            Self::Certificate(reason) => write!(f, "cannot generate a certificate: {reason}"),
        }
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source() {
            Some(source) => write!(f, "{self}: {source}"),
            None => write!(f, "{self}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Listen(error) => Some(error),
            Self::AccessKey(_) | Self::EventHandler { .. } | Self::Randomness(_) | Self::Certificate(_) => None,
        }
    }
}

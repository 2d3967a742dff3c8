//! The exit codes, for scripts.

use std::process::ExitCode;

/// How the program ends. The codes of a query (`…-exists`, `has-permission`) are those of grep: 0 for true, 1 for
/// false, more for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Success; for a query, true.
    Success = 0,
    /// The service rejected the request; for a query, false.
    Rejected = 1,
    /// Wrong use: rejected before anything was sent. For a query, also what the service rejected.
    WrongUse = 2,
    /// The service was not reached, or did not respond to a request that only reads: nothing happened.
    NotReached = 3,
    /// The outcome is unknown: the request may have taken effect.
    Unknown = 4,
}

impl Exit {
    /// Of several calls, the code that matters most: whatever may have taken effect, then what is worth another attempt.
    pub(crate) fn or_worse(self, other: Self) -> Self {
        let weight = |exit| match exit {
            Self::Success => 0,
            Self::WrongUse => 1,
            Self::Rejected => 2,
            Self::NotReached => 3,
            Self::Unknown => 4,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// For the program's `-h`.
pub(crate) const SHORT_HELP: &str = "\
Exit codes: 0 success or true, 1 rejected or false, 2 wrong use, 3 not reached, 4 outcome unknown
Example:    webpubsub send 'hello' --to-group lobby --hub chat";

/// For the program's `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  success; `…-exists` and `has-permission`: true
  1  rejected by the service; `…-exists` and `has-permission`: false
  2  wrong use, nothing was sent; `…-exists` and `has-permission`: also rejected by the service
  3  service not reached, or no response to a read: nothing happened
  4  outcome unknown: the request may have taken effect

Example:
  export WEBPUBSUB_CONNECTION_STRING='Endpoint=https://…;AccessKey=…;Version=1.0;'
  webpubsub send 'hello' --to-group lobby --hub chat";

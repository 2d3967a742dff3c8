//! How the program ends, for scripts.

use std::process::ExitCode;

/// The exit codes. Questions (`…-exists`, `has-permission`) answer as grep does: 0 is yes, 1 is no, more is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for a question, yes.
    Done = 0,
    /// The service refused; for a question, no.
    Refused = 1,
    /// Wrong use: refused before anything was sent. For a question, also what the service refused.
    WrongUse = 2,
    /// The service was not reached, or did not answer a question: nothing happened.
    NotReached = 3,
    /// No certain answer: the request may have taken effect.
    Uncertain = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// For the program's `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done; `…-exists` and `has-permission`: yes
  1  refused by the service; `…-exists` and `has-permission`: no
  2  wrong use, nothing was sent; `…-exists` and `has-permission`: also refused by the service
  3  not reached, or a question without an answer: nothing happened
  4  no certain answer: the request may have taken effect

Example:
  export WEBPUBSUB_CONNECTION_STRING='Endpoint=https://…;AccessKey=…;Version=1.0;'
  webpubsub --hub chat send-to-all --text hi";

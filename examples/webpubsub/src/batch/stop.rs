//! What ends a batch before its input does.

use super::args::Batch;
use super::tally::Tally;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// Nobody reads the results any more.
    Unread,
    /// A result or a line cannot be written, or the input cannot be read.
    Failed,
    /// So many calls failed.
    Errors(u64),
    /// So many calls in a row did not reach the service.
    Unreached(u64),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("interrupted"),
            Self::Unread => f.write_str("nobody reads the results"),
            Self::Failed => f.write_str("stopped"),
            Self::Errors(1) => f.write_str("stopped after a failed call"),
            Self::Errors(count) => write!(f, "stopped after {count} failed calls"),
            Self::Unreached(count) => write!(f, "stopped: {count} calls in a row did not reach the service"),
        }
    }
}

/// When to stop by itself.
pub(super) struct Limits {
    errors: Option<u64>,
    /// 0: without a limit.
    unreached: u64,
}

impl Limits {
    pub(super) fn of(batch: &Batch) -> Self {
        Self { errors: batch.max_errors(), unreached: batch.max_unreached }
    }

    pub(super) fn reached(&self, tally: &Tally) -> Option<Stop> {
        match self.errors {
            Some(errors) if tally.errors() >= errors => Some(Stop::Errors(errors)),
            _ if self.unreached > 0 && tally.unreached() >= self.unreached => Some(Stop::Unreached(self.unreached)),
            _ => None,
        }
    }
}

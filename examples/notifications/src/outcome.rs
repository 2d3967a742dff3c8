//! The outcome of a notification.

use std::time::Duration;

/// What the caller has to know, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The service accepted it.
    Sent,
    /// The user has no connection: send a mail instead.
    Offline,
    /// It may have been sent, and was not retried: a second one would be worse than none.
    Unknown,
    /// The service throttles: put it back into the queue for so long.
    Later(Duration),
}

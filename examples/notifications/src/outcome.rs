//! What became of a notification.

use std::time::Duration;

/// What the caller has to know, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The service took it.
    Sent,
    /// Nobody is there: send a mail instead.
    Away,
    /// It may have been sent, and was not sent again: a second one would be worse than none.
    Perhaps,
    /// The service wants us to slow down: put it back into the queue.
    Later(Duration),
}

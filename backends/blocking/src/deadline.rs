//! The moment at which something must have ended.

use std::io;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// A duration longer than the clock can represent has no end.
    pub(crate) fn after(duration: Duration) -> Self {
        Self(Instant::now().checked_add(duration))
    }

    /// What is left, none if there is no end; an error of the kind `TimedOut` if nothing is.
    pub(crate) fn left(self) -> io::Result<Option<Duration>> {
        let Some(until) = self.0 else { return Ok(None) };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(timed_out()) } else { Ok(Some(left)) }
    }

    pub(crate) fn has_passed(self) -> bool {
        self.left().is_err()
    }
}

pub(crate) fn timed_out() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the timeout passed")
}

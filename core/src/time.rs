//! Wall-clock time as core sees it: an argument, never read.

use core::time::Duration;

/// A point in time, as a duration since 1970-01-01 00:00:00 UTC.
///
/// Core never reads a clock: the caller of [`Operation::prepare`](crate::operations::Operation::prepare) passes the time,
/// and the client asks its transport. It is used for token lifetimes and `Retry-After` dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(Duration);

impl UnixTime {
    /// Seconds since 1970.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// Milliseconds since 1970, as JavaScript's `Date.now()` counts.
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self(Duration::from_millis(milliseconds))
    }

    /// A duration since 1970, as `SystemTime::duration_since(UNIX_EPOCH)` gives it.
    pub const fn from_duration(since_1970: Duration) -> Self {
        Self(since_1970)
    }

    /// The duration since 1970: `SystemTime::UNIX_EPOCH + time.as_duration()` is the standard library's time.
    pub const fn as_duration(self) -> Duration {
        self.0
    }

    /// Whole seconds since 1970.
    pub const fn as_secs(self) -> u64 {
        self.0.as_secs()
    }

    /// The point in time `wait` later.
    #[must_use]
    pub const fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }

    /// How much later this is than `earlier`; zero if it is not later, as after a clock was set back.
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// How far apart the two are: an age, whichever way the clock was set meanwhile.
    #[cfg(feature = "tokens")]
    pub(crate) const fn distance(self, other: Self) -> Duration {
        self.0.abs_diff(other.0)
    }
}

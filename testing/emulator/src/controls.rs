//! What can be changed while the emulator runs, and what survives a restart.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::entra::Authority;
use crate::throttle::Throttle;
use crate::warnings::Warnings;

/// Shared by the handle and the request handlers.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    /// The emulator's own Entra ID, if there is one.
    pub(crate) authority: Option<Authority>,
    pub(crate) throttle: Throttle,
    pub(crate) warnings: Warnings,
    /// How far the emulator's clock is ahead, in seconds.
    ahead: AtomicI64,
}

impl Controls {
    pub(crate) fn new(authority: Option<Authority>, warnings: Warnings) -> Self {
        Self { authority, warnings, ..Self::default() }
    }

    pub(crate) fn set_clock_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Relaxed);
    }

    /// Seconds since 1970, by the emulator's clock.
    pub(crate) fn now(&self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        now.saturating_add_signed(self.ahead.load(Relaxed))
    }
}

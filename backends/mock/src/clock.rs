//! Virtual time, and randomness that is the same in each run.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use webpubsub_core::UnixTime;

/// When every mock's time begins: 2026-01-01 00:00:00 UTC.
const START: u64 = 1_767_225_600;

#[derive(Debug, Default)]
pub(crate) struct Clock(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    elapsed: Duration,
    sleeps: Vec<Duration>,
    draws: u64,
    fixed_random: Option<[u8; 16]>,
}

impl Clock {
    /// Ends at once; the time is then later by the duration.
    pub(crate) fn sleep(&self, duration: Duration) {
        let mut inner = self.inner();
        inner.elapsed = inner.elapsed.saturating_add(duration);
        inner.sleeps.push(duration);
    }

    pub(crate) fn advance(&self, duration: Duration) {
        let mut inner = self.inner();
        inner.elapsed = inner.elapsed.saturating_add(duration);
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.inner().elapsed
    }

    pub(crate) fn sleeps(&self) -> Vec<Duration> {
        self.inner().sleeps.clone()
    }

    pub(crate) fn now(&self) -> UnixTime {
        UnixTime::from_duration(Duration::from_secs(START).saturating_add(self.elapsed()))
    }

    pub(crate) fn fix_random(&self, bytes: [u8; 16]) {
        self.inner().fixed_random = Some(bytes);
    }

    /// Different for each draw (`SplitMix64`, twice), unless fixed.
    pub(crate) fn random(&self) -> [u8; 16] {
        let mut inner = self.inner();
        if let Some(fixed) = inner.fixed_random {
            return fixed;
        }
        let mut bytes = [0; 16];
        for half in bytes.chunks_exact_mut(8) {
            inner.draws = inner.draws.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut word = inner.draws;
            word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            half.copy_from_slice(&(word ^ word >> 31).to_be_bytes());
        }
        bytes
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

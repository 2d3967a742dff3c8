//! Rejects every nth REST request with 429, on demand.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts requests and selects those to reject.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    /// 0 rejects none.
    every: AtomicU64,
    seconds: AtomicU64,
    seen: AtomicU64,
    rejected: AtomicU64,
}

impl Throttle {
    /// Rejects every nth from now on, counted from the next request.
    pub(crate) fn set(&self, every: u64, seconds: u64) {
        self.seen.store(0, Relaxed);
        self.seconds.store(seconds, Relaxed);
        self.every.store(every, Relaxed);
    }

    /// Counts a request; returns the seconds of `Retry-After` if it must be rejected.
    pub(crate) fn rejects(&self) -> Option<u64> {
        let every = self.every.load(Relaxed);
        let number = self.seen.fetch_add(1, Relaxed).wrapping_add(1);
        if every == 0 || !number.is_multiple_of(every) {
            return None;
        }
        self.rejected.fetch_add(1, Relaxed);
        Some(self.seconds.load(Relaxed))
    }

    /// The number of requests rejected since the emulator's start.
    pub(crate) fn rejected(&self) -> u64 {
        self.rejected.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_third() {
        let throttle = Throttle::default();
        assert!((0..10).all(|_| throttle.rejects().is_none()));
        throttle.set(3, 7);
        let picked: Vec<_> = (0..6).map(|_| throttle.rejects()).collect();
        assert_eq!(picked, [None, None, Some(7), None, None, Some(7)]);
        throttle.set(0, 0);
        assert!((0..10).all(|_| throttle.rejects().is_none()));
        assert_eq!(throttle.rejected(), 2);
    }
}

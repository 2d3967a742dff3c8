//! Answering every nth REST request with 429, for rehearsals.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts requests and picks the ones to refuse.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    /// 0: none is refused.
    every: AtomicU64,
    seconds: AtomicU64,
    seen: AtomicU64,
    refused: AtomicU64,
}

impl Throttle {
    /// From now on every so many; counted from the next request.
    pub(crate) fn set(&self, every: u64, seconds: u64) {
        self.seen.store(0, Relaxed);
        self.seconds.store(seconds, Relaxed);
        self.every.store(every, Relaxed);
    }

    /// Counts a request; if it is to be refused, for how many seconds.
    pub(crate) fn refuses(&self) -> Option<u64> {
        let every = self.every.load(Relaxed);
        let number = self.seen.fetch_add(1, Relaxed).wrapping_add(1);
        if every == 0 || !number.is_multiple_of(every) {
            return None;
        }
        self.refused.fetch_add(1, Relaxed);
        Some(self.seconds.load(Relaxed))
    }

    /// How many were refused since the emulator's start.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_third() {
        let throttle = Throttle::default();
        assert!((0..10).all(|_| throttle.refuses().is_none()));
        throttle.set(3, 7);
        let picked: Vec<_> = (0..6).map(|_| throttle.refuses()).collect();
        assert_eq!(picked, [None, None, Some(7), None, None, Some(7)]);
        throttle.set(0, 0);
        assert!((0..10).all(|_| throttle.refuses().is_none()));
        assert_eq!(throttle.refused(), 2);
    }
}

//! How many connections of a server are open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the open connections of a server, and the most there were.
#[derive(Clone, Debug, Default)]
pub struct Count(Arc<(AtomicUsize, AtomicUsize)>);

impl Count {
    /// One more is open.
    pub fn enter(&self) {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
    }

    /// One has been closed.
    pub fn leave(&self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }

    /// The most that were open at once.
    pub fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

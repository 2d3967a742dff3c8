//! What happened: calls, frames, and connections that open and close, the last of them in a ring.

mod counters;
mod entry;
mod exchange;
mod ring;
mod url;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

pub use counters::Counters;
pub use entry::{Content, Entry, Kind};

pub(crate) use counters::Counts;
pub(crate) use exchange::{Exchange, Outcome};
use ring::Ring;

/// The ring, its counters, and who waits for the next entry. It survives a restart.
#[derive(Debug)]
pub(crate) struct Record {
    limits: RecordLimits,
    ring: Mutex<Ring>,
    added: Notify,
    pub(crate) counts: Counts,
}

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordLimits {
    pub(crate) entries: usize,
    pub(crate) bytes: usize,
}

impl Default for RecordLimits {
    fn default() -> Self {
        Self { entries: 10_000, bytes: 16 * 1024 * 1024 }
    }
}

/// Some of the entries, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) entries: Vec<Arc<Entry>>,
    /// How many that were asked for had already left the ring.
    pub(crate) missed: u64,
}

impl Record {
    pub(crate) fn new(limits: RecordLimits) -> Self {
        Self { limits, ring: Mutex::default(), added: Notify::new(), counts: Counts::default() }
    }

    /// Whether anything is kept, so that nobody prepares what is not.
    pub(crate) fn is_on(&self) -> bool {
        self.limits.entries > 0
    }

    /// Adds an entry; the oldest ones make room for it.
    pub(crate) fn add(&self, entry: Entry) {
        if self.is_on() {
            let left = self.ring().add(entry, self.limits);
            // Freed without the lock.
            drop(left);
            self.added.notify_waiters();
        }
    }

    /// The entries with higher numbers than this, at most `limit`.
    pub(crate) fn after(&self, number: u64, limit: usize) -> Page {
        self.ring().after(number, limit)
    }

    /// All entries, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Entry>> {
        self.after(0, usize::MAX).entries
    }

    pub(crate) fn get(&self, number: u64) -> Option<Arc<Entry>> {
        self.ring().get(number)
    }

    /// The number of the newest entry, and the bytes of all that are kept.
    pub(crate) fn extent(&self) -> (u64, usize) {
        let ring = self.ring();
        (ring.newest(), ring.bytes())
    }

    /// Forgets all entries; the next ones go on with their numbers.
    pub(crate) fn clear(&self) {
        let left = self.ring().clear();
        drop(left);
    }

    /// Waits for entries with higher numbers than this; at least one.
    pub(crate) async fn next_after(&self, number: u64, limit: usize) -> Page {
        loop {
            let added = self.added.notified();
            let page = self.after(number, limit);
            if !page.entries.is_empty() {
                return page;
            }
            added.await;
        }
    }

    /// The first entry that matches, of those that are kept or of those to come.
    pub(crate) async fn find(&self, matches: impl Fn(&Entry) -> bool) -> Arc<Entry> {
        let mut seen = 0;
        loop {
            for entry in self.next_after(seen, usize::MAX).await.entries {
                seen = entry.number;
                if matches(&entry) {
                    return entry;
                }
            }
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

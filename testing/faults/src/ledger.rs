//! The server's book.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the server knows of one message.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The attempts of which at least the head was read, each as often as it was.
    pub read: Vec<u32>,
    /// How often the message was accepted.
    pub accepted: u32,
}

/// What the server read and accepted, and by which faults it failed.
#[derive(Debug, Default)]
pub struct Ledger {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    entries: BTreeMap<u32, Entry>,
    faults: BTreeMap<&'static str, u32>,
}

impl Ledger {
    pub(crate) fn read(&self, message: u32, attempt: u32) {
        self.pages().entries.entry(message).or_default().read.push(attempt);
    }

    pub(crate) fn accepted(&self, message: u32) {
        self.pages().entries.entry(message).or_default().accepted += 1;
    }

    pub(crate) fn happened(&self, fault: &'static str) {
        *self.pages().faults.entry(fault).or_default() += 1;
    }

    /// What is known of a message.
    pub fn entry(&self, message: u32) -> Entry {
        self.pages().entries.get(&message).cloned().unwrap_or_default()
    }

    /// How often each fault happened.
    pub fn faults(&self) -> BTreeMap<&'static str, u32> {
        self.pages().faults.clone()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

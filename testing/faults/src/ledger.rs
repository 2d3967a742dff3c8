//! The server's record.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the server recorded for one message.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The attempts whose head was read, over HTTP/2 those that are processed; one that was read twice is here twice.
    pub read: Vec<u32>,
    /// How often the message was accepted.
    pub accepted: u32,
}

/// What the server read and accepted, and the faults that happened.
#[derive(Debug, Default)]
pub struct Ledger {
    records: Mutex<Records>,
}

#[derive(Debug, Default)]
struct Records {
    entries: BTreeMap<u32, Entry>,
    faults: BTreeMap<&'static str, u32>,
}

impl Ledger {
    pub(crate) fn read(&self, message: u32, attempt: u32) {
        self.records().entries.entry(message).or_default().read.push(attempt);
    }

    pub(crate) fn accepted(&self, message: u32) {
        self.records().entries.entry(message).or_default().accepted += 1;
    }

    pub(crate) fn count_fault(&self, fault: &'static str) {
        *self.records().faults.entry(fault).or_default() += 1;
    }

    /// The record of a message.
    pub fn entry(&self, message: u32) -> Entry {
        self.records().entries.get(&message).cloned().unwrap_or_default()
    }

    /// How often each fault count.
    pub fn faults(&self) -> BTreeMap<&'static str, u32> {
        self.records().faults.clone()
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

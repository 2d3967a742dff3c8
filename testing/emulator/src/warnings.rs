//! What whoever runs the emulator should know, although no request fails.

use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

/// How many are kept.
const CAPACITY: usize = 100;

/// The last warnings, each once.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    print: bool,
    last: Mutex<VecDeque<String>>,
}

impl Warnings {
    pub(crate) fn new(print: bool) -> Self {
        Self { print, ..Self::default() }
    }

    pub(crate) fn add(&self, warning: String) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.contains(&warning) {
            return;
        }
        if self.print {
            // A warning that nobody reads must not make a call fail.
            let _ = writeln!(std::io::stderr(), "warning: {warning}");
        }
        if last.len() == CAPACITY {
            last.pop_front();
        }
        last.push_back(warning);
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

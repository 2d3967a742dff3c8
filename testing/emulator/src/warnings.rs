//! What whoever runs the emulator should know, although no request fails.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::lines::Lines;

/// How many are kept.
const CAPACITY: usize = 100;

/// The last warnings, each once.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    /// Where they are printed, if they are.
    printed: Option<Lines>,
    last: Mutex<VecDeque<String>>,
}

impl Warnings {
    pub(crate) fn new(print: bool) -> Self {
        Self { printed: print.then(Lines::default), ..Self::default() }
    }

    pub(crate) fn add(&self, warning: String) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.contains(&warning) {
            return;
        }
        if let Some(printed) = &self.printed {
            printed.add(format!("warning: {warning}"));
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

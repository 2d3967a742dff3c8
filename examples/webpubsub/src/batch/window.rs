//! The lines that were read and have no result yet.

use super::concerns::{Concerns, Earlier};
use super::line::{Job, Work};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Lines by their numbers: calls that are being made, and with `--ordered` as many that wait for one of them.
pub(super) struct Window {
    jobs: usize,
    ordered: bool,
    running: usize,
    lines: BTreeMap<u64, Pending>,
}

/// A line without a result.
pub(super) struct Pending {
    pub(super) id: Option<Box<RawValue>>,
    /// The line itself, if it may be written to a file of failed lines.
    pub(super) text: Option<Vec<u8>>,
    /// Whether nothing changes by it.
    pub(super) reads: bool,
    /// Whether endpoint and credential are those of the command line.
    pub(super) is_plain: bool,
    concerns: Concerns,
    /// What is not begun.
    waiting: Option<Work>,
}

impl Pending {
    pub(super) fn has_begun(&self) -> bool {
        self.waiting.is_none()
    }
}

impl Window {
    pub(super) fn new(jobs: usize, ordered: bool) -> Self {
        Self { jobs, ordered, running: 0, lines: BTreeMap::new() }
    }

    /// Whether another line may be read. With one job no line is read before the last one has its result.
    pub(super) fn has_room(&self) -> bool {
        let waiting = if self.ordered && self.jobs > 1 { self.jobs } else { 0 };
        self.lines.len() < self.jobs + waiting
    }

    pub(super) fn add(&mut self, number: u64, job: Job, text: Option<Vec<u8>>) {
        let Job { id, concerns, is_plain, work } = job;
        self.lines.insert(number, Pending { id, text, reads: work.reads(), is_plain, concerns, waiting: Some(work) });
    }

    /// The next call that may begin now.
    pub(super) fn begin(&mut self) -> Option<(u64, Work)> {
        if self.running == self.jobs {
            return None;
        }
        let mut earlier = Earlier::default();
        let mut found = None;
        for (number, line) in &self.lines {
            if line.waiting.is_some() && !(self.ordered && earlier.holds(&line.concerns)) {
                found = Some(*number);
                break;
            }
            earlier.add(&line.concerns);
        }
        let number = found?;
        self.running += 1;
        Some((number, self.lines.get_mut(&number)?.waiting.take()?))
    }

    /// Takes out a line whose call has ended, or is not made.
    pub(super) fn end(&mut self, number: u64) -> Option<Pending> {
        let line = self.lines.remove(&number)?;
        if line.has_begun() {
            self.running -= 1;
        }
        Some(line)
    }

    /// All lines, in the order of their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &Pending)> {
        self.lines.iter().map(|(number, line)| (*number, line))
    }
}

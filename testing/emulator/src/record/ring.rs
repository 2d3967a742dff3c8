//! The entries themselves, within a number and a size.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use bytes::Bytes;

use super::entry::Entry;
use super::{Page, RecordLimits};

#[derive(Debug, Default)]
pub(super) struct Ring {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    newest: u64,
}

impl Ring {
    /// Adds an entry and returns those that left. One that is too large by itself loses its body.
    pub(super) fn add(&mut self, mut entry: Entry, limits: RecordLimits) -> Vec<Arc<Entry>> {
        self.newest += 1;
        entry.number = self.newest;
        if entry.size() > limits.bytes {
            entry.body = Bytes::new();
        }
        self.bytes += entry.size();
        self.entries.push_back(Arc::new(entry));
        let mut left = Vec::new();
        while self.entries.len() > limits.entries || (self.bytes > limits.bytes && self.entries.len() > 1) {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.size();
            left.push(oldest);
        }
        left
    }

    pub(super) fn after(&self, number: u64, limit: usize) -> Page {
        let oldest = self.entries.front().map_or(self.newest + 1, |entry| entry.number);
        let first = (number + 1).max(oldest);
        let start = usize::try_from(first - oldest).unwrap_or(usize::MAX).min(self.entries.len());
        let entries = self.entries.range(start..).take(limit).cloned().collect();
        Page { entries, missed: first - number.saturating_add(1).min(first) }
    }

    pub(super) fn get(&self, number: u64) -> Option<Arc<Entry>> {
        // Numbers have no gaps.
        let oldest = self.entries.front()?.number;
        let index = usize::try_from(number.checked_sub(oldest)?).ok()?;
        self.entries.get(index).cloned()
    }

    pub(super) fn newest(&self) -> u64 {
        self.newest
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn clear(&mut self) -> VecDeque<Arc<Entry>> {
        self.bytes = 0;
        mem::take(&mut self.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn entry(body: usize) -> Entry {
        Entry { body: vec![0; body].into(), ..Entry::new(Kind::Received) }
    }

    fn numbers(page: &Page) -> Vec<u64> {
        page.entries.iter().map(|entry| entry.number).collect()
    }

    #[test]
    fn bounded_by_number() {
        let (mut ring, limits) = (Ring::default(), RecordLimits { entries: 3, bytes: 1 << 20 });
        for _ in 0..5 {
            ring.add(entry(10), limits);
        }
        let page = ring.after(0, 10);
        assert_eq!((numbers(&page), page.missed), (vec![3, 4, 5], 2));
        let page = ring.after(3, 1);
        assert_eq!((numbers(&page), page.missed), (vec![4], 0));
        assert_eq!(numbers(&ring.after(5, 10)), [0; 0]);
        assert_eq!(numbers(&ring.after(u64::MAX - 1, 10)), [0; 0]);
        assert!(ring.get(2).is_none() && ring.get(3).is_some() && ring.get(6).is_none());
    }

    #[test]
    fn bounded_by_bytes() {
        let (mut ring, limits) = (Ring::default(), RecordLimits { entries: 1000, bytes: 10_000 });
        for _ in 0..100 {
            ring.add(entry(3000), limits);
            assert!(ring.bytes() <= limits.bytes);
        }
        assert!(ring.after(0, 100).entries.len() < 4);
        ring.add(entry(20_000), limits);
        let last = ring.get(101).expect("kept");
        assert!(last.body.is_empty() && ring.bytes() <= limits.bytes);
        ring.clear();
        assert_eq!((ring.bytes(), ring.newest()), (0, 101));
        ring.add(entry(1), limits);
        assert_eq!(numbers(&ring.after(0, 10)), [102]);
    }
}

//! The ack ids of the requests that a client has performed.

use std::collections::{HashSet, VecDeque};

/// How many ids are kept; older ones may be used again.
const CAPACITY: usize = 1000;

#[derive(Debug, Default)]
pub(crate) struct Acks {
    order: VecDeque<u64>,
    known: HashSet<u64>,
}

impl Acks {
    pub(crate) fn contains(&self, id: u64) -> bool {
        self.known.contains(&id)
    }

    pub(crate) fn insert(&mut self, id: u64) {
        if !self.known.insert(id) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_thousand() {
        let mut acks = Acks::default();
        for id in 0..=1000 {
            acks.insert(id);
            acks.insert(id);
        }
        assert!(!acks.contains(0) && acks.contains(1) && acks.contains(1000) && !acks.contains(1001));
    }
}

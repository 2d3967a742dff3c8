//! The ids that a client has used for requests that were performed.

use std::collections::{HashSet, VecDeque};

/// So many are remembered; older ones may be used again.
const REMEMBERED: usize = 1000;

#[derive(Debug, Default)]
pub(super) struct Acks {
    order: VecDeque<u64>,
    known: HashSet<u64>,
}

impl Acks {
    pub(super) fn knows(&self, id: u64) -> bool {
        self.known.contains(&id)
    }

    pub(super) fn remember(&mut self, id: u64) {
        if !self.known.insert(id) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED
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
            acks.remember(id);
            acks.remember(id);
        }
        assert!(!acks.knows(0) && acks.knows(1) && acks.knows(1000) && !acks.knows(1001));
    }
}

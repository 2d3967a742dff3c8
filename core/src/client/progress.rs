//! How far a listing has come, and what ends one that would go on forever.

use crate::operations::{ConnectionsPage, ListConnections, Operation};
use crate::{BuildError, Target};
use alloc::collections::BTreeSet;
use alloc::format;
use core::time::Duration;
use sha2::{Digest, Sha256};

/// So many requests of a listing are remembered, by 8 bytes each. A longer one forgets them and starts anew.
const MAX_SEEN: usize = 65_536;

pub(super) struct Progress {
    /// The next page, if there is one.
    pub(super) next: Option<ListConnections>,
    /// The hashes of the URLs that were requested.
    seen: BTreeSet<u64>,
    empty_pages: u32,
    pub(super) max_empty_pages: u32,
    /// How long the requests for the next item took until now.
    spent: Duration,
}

impl Progress {
    pub(super) fn new(listing: ListConnections) -> Self {
        Self { next: Some(listing), seen: BTreeSet::new(), empty_pages: 0, max_empty_pages: 100, spent: Duration::ZERO }
    }

    /// The next page to request, and how long the requests for the same item took.
    pub(super) fn take_next(&mut self, target: &Target) -> Option<Result<(ListConnections, Duration), BuildError>> {
        let listing = self.next.take()?;
        if self.empty_pages > self.max_empty_pages {
            let rule = format!("follows more than {} empty pages in a row", self.max_empty_pages);
            return Some(Err(BuildError::new("next link", rule)));
        }
        // What cannot be requested is rejected by the call.
        if let Ok(request) = listing.request(target)
            && !self.is_new(request.url())
        {
            return Some(Err(BuildError::new("next link", "leads back to an earlier page of the listing")));
        }
        Some(Ok((listing, self.spent)))
    }

    fn is_new(&mut self, url: &str) -> bool {
        if self.seen.len() >= MAX_SEEN {
            self.seen.clear();
        }
        let hash = Sha256::digest(url).first_chunk().map_or(0, |start| u64::from_be_bytes(*start));
        self.seen.insert(hash)
    }

    /// A page came after such a time.
    pub(super) fn received(&mut self, page: &ConnectionsPage, after: Duration) {
        self.next.clone_from(&page.next);
        self.spent = self.spent.saturating_add(after);
        self.empty_pages = self.empty_pages.saturating_add(1);
        if !page.members.is_empty() {
            self.empty_pages = 0;
            self.is_item();
        }
    }

    /// The page is what the caller waited for.
    pub(super) fn is_item(&mut self) {
        self.spent = Duration::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However long the listing, and a loop is found after the memory was cleared, too.
    #[test]
    fn memory_is_bounded() {
        let mut progress = Progress::new(ListConnections::new("g"));
        for page in 0..MAX_SEEN + 10 {
            assert!(progress.is_new(&format!("https://h/{page}")));
            assert!(progress.seen.len() <= MAX_SEEN);
        }
        assert!(!progress.is_new(&format!("https://h/{}", MAX_SEEN + 5)));
    }
}

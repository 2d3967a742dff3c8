//! The right to one more connection to a host.

use super::host::Host;
use crate::error::NoConnection;
use std::sync::{Arc, Weak};

/// Held while a connection is being opened and, under HTTP/1, until its socket is closed. When it is dropped, a waiting
/// call receives it, or one connection fewer is counted.
pub(crate) struct Slot {
    host: Weak<Host>,
    pub(super) opening: bool,
    /// Whether it is known if the connection could be opened.
    pub(super) finished: bool,
}

impl Slot {
    /// For a host that has counted it.
    pub(super) fn opening(host: &Arc<Host>) -> Self {
        Self { host: Arc::downgrade(host), opening: true, finished: false }
    }

    /// Gives the right up without a word to the host, which has its lock.
    pub(super) fn forget(mut self) {
        self.host = Weak::new();
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(host) = self.host.upgrade() {
            if self.opening && !self.finished {
                // Before a waiting call receives the slot, and a connection that it opens ends in the same way.
                host.failed(&NoConnection::unfinished());
            }
            host.slot_ended(self.opening);
        }
    }
}

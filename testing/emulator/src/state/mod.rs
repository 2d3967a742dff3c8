//! The state of the emulator: hubs with their connections, groups and users.

mod acks;
mod connection;
mod hub;
mod inbox;
mod outbox;
mod queue;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

pub(crate) use connection::Connection;
pub(crate) use hub::{Audience, Hub, TooManyGroups};
pub(crate) use inbox::Inbox;
pub(crate) use outbox::{CloseReason, Outbox};
pub(crate) use queue::Queued;

/// All hubs, under one lock: each connection gets messages in the order in which they were accepted. What takes long is
/// done without the lock, or in slices.
#[derive(Debug, Default)]
pub(crate) struct State {
    hubs: Mutex<HashMap<String, Hub>>,
}

impl State {
    /// Works on a hub, named in lower case. A hub exists while it has connections.
    pub(crate) fn hub<R>(&self, name: &str, work: impl FnOnce(&mut Hub) -> R) -> R {
        let mut hubs = self.hubs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hub) = hubs.get_mut(name) {
            let result = work(hub);
            if hub.is_empty() {
                hubs.remove(name);
            }
            return result;
        }
        let mut hub = Hub::default();
        let result = work(&mut hub);
        if !hub.is_empty() {
            hubs.insert(name.to_owned(), hub);
        }
        result
    }

    /// The names of all hubs, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let hubs = self.hubs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<String> = hubs.keys().cloned().collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::protocols::Protocol;

    #[test]
    fn hubs_do_not_outlive_their_connections() {
        let state = State::default();
        let outbox = Outbox::new(1, false, Arc::default());
        state.hub("chat", |hub| hub.insert(Connection::new("c".into(), Protocol::Simple, outbox)));
        assert_eq!(state.hubs.lock().expect("lock").len(), 1);
        state.hub("news", |hub| assert!(hub.is_empty()));
        assert_eq!(state.hubs.lock().expect("lock").len(), 1);
        state.hub("chat", |hub| hub.remove("c"));
        assert_eq!(state.hubs.lock().expect("lock").len(), 0);
    }
}

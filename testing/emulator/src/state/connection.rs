//! One client, as the hub sees it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::outbox::Outbox;

/// A connected client.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: Arc<str>,
    pub(crate) user: Option<Arc<str>>,
    /// The WebSocket subprotocol, if any.
    pub(crate) protocol: Option<&'static str>,
    /// Changed by the hub alone, which keeps the other direction.
    pub(super) groups: BTreeSet<Arc<str>>,
    pub(super) outbox: Outbox,
}

impl Connection {
    pub(crate) fn new(id: Arc<str>, outbox: Outbox) -> Self {
        Self { id, user: None, protocol: None, groups: BTreeSet::new(), outbox }
    }
}

//! A client in a hub.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::acks::Acks;
use super::outbox::Outbox;
use crate::filter::Facts;
use crate::permissions::Permissions;
use crate::protocols::Protocol;
use crate::tap::Tap;
use crate::upstream::Events;

/// A client, also a reliable one while its transport is lost.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: Arc<str>,
    pub(crate) user: Option<Arc<str>>,
    pub(crate) protocol: Protocol,
    pub(crate) permissions: Permissions,
    /// The requests that it has performed.
    pub(crate) acks: Acks,
    /// Where it is watched; none in a test of the hub alone.
    pub(crate) tap: Option<Arc<Tap>>,
    /// `None` if its hub has no event handlers.
    pub(crate) events: Option<Events>,
    /// Changed only by the hub, which keeps an index in the other direction.
    pub(super) groups: Arc<BTreeSet<Arc<str>>>,
    pub(super) outbox: Outbox,
}

/// What filters see of a connection, as it was at one moment.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) id: Arc<str>,
    user: Option<Arc<str>>,
    protocol: Protocol,
    groups: Arc<BTreeSet<Arc<str>>>,
}

impl Connection {
    pub(crate) fn new(id: Arc<str>, protocol: Protocol, outbox: Outbox) -> Self {
        let (permissions, acks, groups) = Default::default();
        Self { id, user: None, protocol, permissions, acks, tap: None, events: None, groups, outbox }
    }

    pub(crate) fn groups(&self) -> &Arc<BTreeSet<Arc<str>>> {
        &self.groups
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let Self { id, user, protocol, groups, .. } = self;
        Snapshot { id: Arc::clone(id), user: user.clone(), protocol: *protocol, groups: Arc::clone(groups) }
    }
}

impl Snapshot {
    /// The values for filters.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts { connection: &self.id, user: self.user.as_deref(), groups: &self.groups, protocol: self.protocol.name() }
    }
}

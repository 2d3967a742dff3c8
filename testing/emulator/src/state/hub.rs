//! One hub: its connections, groups and users, and sending to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

use super::acks::Acks;
use super::connection::{Connection, Snapshot};
use super::inbox::Inbox;
use super::outbox::CloseReason;
use crate::permissions::Permissions;
use crate::protocols::{Encoded, Protocol};

/// The target of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience<'a> {
    All,
    Group(&'a str),
    User(&'a str),
    Connection(&'a str),
}

/// A connection is in as many groups as it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManyGroups(usize);

impl fmt::Display for TooManyGroups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The connection is in {} groups, the most of max_groups.", self.0)
    }
}

/// One hub. The indexes are derived from `connections`.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    connections: BTreeMap<Arc<str>, Connection>,
    groups: HashMap<Arc<str>, BTreeSet<Arc<str>>>,
    users: HashMap<Arc<str>, BTreeSet<Arc<str>>>,
}

impl Hub {
    pub(crate) fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    pub(crate) fn insert(&mut self, connection: Connection) {
        if let Some(user) = &connection.user {
            self.users.entry(Arc::clone(user)).or_default().insert(Arc::clone(&connection.id));
        }
        self.connections.insert(Arc::clone(&connection.id), connection);
    }

    /// Removes a connection; its task ends when the returned value is dropped.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Connection> {
        let connection = self.connections.remove(id)?;
        for group in connection.groups.iter() {
            drop_member(&mut self.groups, group, id);
        }
        if let Some(user) = &connection.user {
            drop_member(&mut self.users, user, id);
        }
        Some(connection)
    }

    /// Removes a connection whose transport has ended, unless another one has taken its place.
    pub(crate) fn remove_transport(&mut self, id: &str, transport: u64) -> Option<Connection> {
        self.current(id, transport)?;
        self.remove(id)
    }

    /// The connection, if this is its current transport.
    pub(crate) fn current(&mut self, id: &str, transport: u64) -> Option<&mut Connection> {
        self.connections.get_mut(id).filter(|connection| connection.outbox.is_current(transport))
    }

    /// A new transport for a reliable connection of this protocol, in the place of the one before it.
    pub(crate) fn recover(&self, id: &str, protocol: Protocol) -> Option<(&Connection, Inbox)> {
        let connection = self.connections.get(id).filter(|one| protocol.is_reliable() && one.protocol == protocol)?;
        Some((connection, connection.outbox.attach()))
    }

    /// Adds a connection to a group, unless it is in `max` others; false when there is no such connection.
    pub(crate) fn join(&mut self, id: &str, group: &str, max: usize) -> Result<bool, TooManyGroups> {
        let Some(connection) = self.connections.get_mut(id) else {
            return Ok(false);
        };
        if !connection.groups.contains(group) {
            if connection.groups.len() >= max {
                return Err(TooManyGroups(max));
            }
            // The members of a group share one copy of its name.
            let name = self.groups.get_key_value(group).map_or_else(|| Arc::from(group), |(name, _)| Arc::clone(name));
            Arc::make_mut(&mut connection.groups).insert(Arc::clone(&name));
            self.groups.entry(name).or_default().insert(Arc::clone(&connection.id));
        }
        Ok(true)
    }

    /// Whether a connection, if it exists, may join all these groups.
    pub(crate) fn may_join(&self, id: &str, groups: &HashSet<&str>, max: usize) -> Result<(), TooManyGroups> {
        let Some(connection) = self.connections.get(id) else { return Ok(()) };
        let new = groups.iter().filter(|&&group| !connection.groups.contains(group)).count();
        if connection.groups.len() + new > max { Err(TooManyGroups(max)) } else { Ok(()) }
    }

    /// Removes a connection from a group, if both exist.
    pub(crate) fn leave(&mut self, id: &str, group: &str) {
        if let Some(connection) = self.connections.get_mut(id)
            && connection.groups.contains(group)
        {
            Arc::make_mut(&mut connection.groups).remove(group);
            drop_member(&mut self.groups, group, id);
        }
    }

    /// Removes a connection from all its groups.
    pub(crate) fn leave_all(&mut self, id: &str) {
        if let Some(connection) = self.connections.get_mut(id) {
            for group in std::mem::take(&mut connection.groups).iter() {
                drop_member(&mut self.groups, group, id);
            }
        }
    }

    /// The number of groups of a connection.
    pub(crate) fn group_count(&self, id: &str) -> usize {
        self.connections.get(id).map_or(0, |connection| connection.groups.len())
    }

    /// All connections, in the order of their ids.
    pub(crate) fn connections(&self) -> impl ExactSizeIterator<Item = &Connection> {
        self.connections.values()
    }

    /// The groups and how many connections each has, in no order.
    pub(crate) fn groups(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, usize)> {
        self.groups.iter().map(|(name, ids)| (name, ids.len()))
    }

    pub(crate) fn connection(&self, id: &str) -> Option<&Connection> {
        self.connections.get(id)
    }

    pub(crate) fn permissions(&mut self, id: &str) -> Option<&mut Permissions> {
        self.connections.get_mut(id).map(|connection| &mut connection.permissions)
    }

    /// The requests that a connection has performed.
    pub(crate) fn acks(&mut self, id: &str) -> Option<&mut Acks> {
        self.connections.get_mut(id).map(|connection| &mut connection.acks)
    }

    /// The first members of a group whose ids come after this one.
    pub(crate) fn members_after(&self, group: &str, after: Option<&str>, limit: usize) -> Vec<&Connection> {
        let Some(ids) = self.groups.get(group) else { return Vec::new() };
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = ids.range::<str, _>((start, Bound::Unbounded));
        ids.filter_map(|id| self.connections.get(id)).take(limit).collect()
    }

    /// The ids of the connections of an audience that match, in order.
    pub(crate) fn select(&self, audience: Audience<'_>, matches: impl Fn(&Connection) -> bool) -> Vec<Arc<str>> {
        let mut ids = self.ids(audience);
        ids.retain(|id| self.connections.get(id).is_some_and(&matches));
        ids
    }

    /// The connections of an audience as filters see them now, in the order of their ids.
    pub(crate) fn snapshots(&self, audience: Audience<'_>) -> Vec<Snapshot> {
        self.ids(audience).iter().filter_map(|id| self.connections.get(id)).map(Connection::snapshot).collect()
    }

    fn ids(&self, audience: Audience<'_>) -> Vec<Arc<str>> {
        match audience {
            Audience::All => self.connections.keys().cloned().collect(),
            Audience::Group(group) => members(&self.groups, group),
            Audience::User(user) => members(&self.users, user),
            Audience::Connection(id) => {
                self.connections.get_key_value(id).map(|(id, _)| Arc::clone(id)).into_iter().collect()
            }
        }
    }

    /// Whether the audience has any connection.
    pub(crate) fn exists(&self, audience: Audience<'_>) -> bool {
        match audience {
            Audience::All => !self.is_empty(),
            Audience::Group(group) => self.groups.contains_key(group),
            Audience::User(user) => self.users.contains_key(user),
            Audience::Connection(id) => self.connections.contains_key(id),
        }
    }

    /// Queues a message for the connections of the audience that match; returns their number. A connection whose queue is
    /// full is closed.
    pub(crate) fn send(
        &mut self,
        audience: Audience<'_>,
        message: &Encoded,
        matches: impl Fn(&Connection) -> bool,
    ) -> usize {
        let ids = self.select(audience, matches);
        self.send_to(&ids, message)
    }

    /// The same for the connections with these ids that still exist.
    pub(crate) fn send_to(&mut self, ids: &[Arc<str>], message: &Encoded) -> usize {
        let mut receivers = 0;
        for id in ids {
            let Some(connection) = self.connections.get(id) else { continue };
            if connection.outbox.push(message.frame(connection.protocol), message.expires()) {
                receivers += 1;
            } else {
                self.close(id, CloseReason::Slow);
            }
        }
        receivers
    }

    /// Closes a connection, if it exists.
    pub(crate) fn close(&mut self, id: &str, reason: CloseReason) {
        if let Some(connection) = self.remove(id) {
            connection.outbox.close(reason);
        }
    }
}

type Index = HashMap<Arc<str>, BTreeSet<Arc<str>>>;

fn members(index: &Index, name: &str) -> Vec<Arc<str>> {
    index.get(name).map(|ids| ids.iter().cloned().collect()).unwrap_or_default()
}

fn drop_member(index: &mut Index, name: &str, id: &str) {
    if let Some(ids) = index.get_mut(name) {
        ids.remove(id);
        if ids.is_empty() {
            index.remove(name);
        }
    }
}

//! One hub: who is connected, who is in which group, and sending to them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::connection::Connection;
use super::outbox::Closing;
use crate::message::Message;
use crate::permissions::Permissions;

/// Whom a call is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience<'a> {
    All,
    Group(&'a str),
    User(&'a str),
    Connection(&'a str),
}

/// One hub. Every index follows `connections`.
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

    /// Forgets a connection; dropping what is returned lets its task end.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Connection> {
        let connection = self.connections.remove(id)?;
        for group in &connection.groups {
            drop_member(&mut self.groups, group, id);
        }
        if let Some(user) = &connection.user {
            drop_member(&mut self.users, user, id);
        }
        Some(connection)
    }

    /// Puts a connection into a group; false when there is no such connection.
    pub(crate) fn join(&mut self, id: &str, group: &str) -> bool {
        let Some(connection) = self.connections.get_mut(id) else {
            return false;
        };
        if !connection.groups.contains(group) {
            // A group shares its name with those who are in it.
            let name = self.groups.get_key_value(group).map_or_else(|| Arc::from(group), |(name, _)| Arc::clone(name));
            connection.groups.insert(Arc::clone(&name));
            self.groups.entry(name).or_default().insert(Arc::clone(&connection.id));
        }
        true
    }

    /// Takes a connection out of a group, if both are there.
    pub(crate) fn leave(&mut self, id: &str, group: &str) {
        if let Some(connection) = self.connections.get_mut(id)
            && connection.groups.remove(group)
        {
            drop_member(&mut self.groups, group, id);
        }
    }

    /// Takes a connection out of all its groups.
    pub(crate) fn leave_all(&mut self, id: &str) {
        if let Some(connection) = self.connections.get_mut(id) {
            for group in std::mem::take(&mut connection.groups) {
                drop_member(&mut self.groups, &group, id);
            }
        }
    }

    pub(crate) fn connection(&self, id: &str) -> Option<&Connection> {
        self.connections.get(id)
    }

    pub(crate) fn permissions(&mut self, id: &str) -> Option<&mut Permissions> {
        self.connections.get_mut(id).map(|connection| &mut connection.permissions)
    }

    /// The first members of a group whose ids come after this one.
    pub(crate) fn members_after(&self, group: &str, after: Option<&str>, limit: usize) -> Vec<&Connection> {
        let Some(ids) = self.groups.get(group) else { return Vec::new() };
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = ids.range::<str, _>((start, Bound::Unbounded));
        ids.filter_map(|id| self.connections.get(id)).take(limit).collect()
    }

    /// The ids of those of an audience who are wanted, in order.
    pub(crate) fn select(&self, audience: Audience<'_>, wanted: impl Fn(&Connection) -> bool) -> Vec<Arc<str>> {
        let mut ids = self.ids(audience);
        ids.retain(|id| self.connections.get(id).is_some_and(&wanted));
        ids
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

    /// Whether the audience has anybody in it.
    pub(crate) fn exists(&self, audience: Audience<'_>) -> bool {
        match audience {
            Audience::All => !self.is_empty(),
            Audience::Group(group) => self.groups.contains_key(group),
            Audience::User(user) => self.users.contains_key(user),
            Audience::Connection(id) => self.connections.contains_key(id),
        }
    }

    /// Queues a message for those of the audience who are wanted. Who has no room is closed.
    pub(crate) fn send(
        &mut self,
        audience: Audience<'_>,
        message: &Arc<Message>,
        wanted: impl Fn(&Connection) -> bool,
    ) {
        for id in self.select(audience, wanted) {
            if self.connections.get(&id).is_some_and(|connection| !connection.outbox.push(message)) {
                self.close(&id, Closing::Slow);
            }
        }
    }

    /// Ends a connection, if it is there.
    pub(crate) fn close(&mut self, id: &str, closing: Closing) {
        if let Some(connection) = self.remove(id) {
            connection.outbox.close(closing);
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

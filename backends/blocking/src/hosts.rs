//! The bound on the connections to each host.

use crate::deadline::Deadline;
use crate::turns::{Turn, Turns};
use http::Uri;
use http::uri::{Authority, Scheme};
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

type Host = (Option<Scheme>, Option<Authority>);

/// A call takes an unused connection before it opens another. So there are never more connections than calls were under
/// way at once, and to bound these bounds them.
pub(crate) struct Hosts {
    max_connections: usize,
    hosts: Mutex<HashMap<Host, Arc<Turns>>>,
}

impl Hosts {
    pub(crate) fn new(max_connections: usize) -> Self {
        Self { max_connections, hosts: Mutex::default() }
    }

    /// The right to one connection to the URI's host, until it is dropped. Waits for it.
    pub(crate) fn connection(&self, uri: &Uri, deadline: Deadline) -> io::Result<Turn> {
        self.turns(uri).take(deadline)
    }

    fn turns(&self, uri: &Uri) -> Arc<Turns> {
        let host = (uri.scheme().cloned(), uri.authority().cloned());
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = hosts.get(&host) {
            return Arc::clone(turns);
        }
        hosts.retain(|_, turns| Arc::strong_count(turns) > 1 || turns.is_in_use());
        let turns = Arc::new(Turns::new(self.max_connections));
        hosts.insert(host, Arc::clone(&turns));
        turns
    }
}

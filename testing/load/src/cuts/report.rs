//! What a run was like.

use std::fmt;
use std::time::Duration;

/// The counts of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Clients that received.
    pub clients: usize,
    /// Messages that the publishers sent.
    pub published: usize,
    /// Messages that a client received for the first time.
    pub deliveries: usize,
    /// Messages that came again after a recovery, as the protocol has it: the client drops them by their sequence ids.
    pub replayed: usize,
    /// Connections that were broken.
    pub cuts: usize,
    /// Attempts to recover that succeeded.
    pub recoveries: usize,
    /// The most messages of one client that were not acknowledged.
    pub unacknowledged: usize,
    /// How long it took.
    pub took: Duration,
    /// What must not happen.
    pub violations: Vec<String>,
}

impl Report {
    pub(super) fn add(&mut self, other: &Self) {
        self.clients += other.clients;
        self.published += other.published;
        self.deliveries += other.deliveries;
        self.replayed += other.replayed;
        self.cuts += other.cuts;
        self.recoveries += other.recoveries;
        self.unacknowledged = self.unacknowledged.max(other.unacknowledged);
        self.violations.extend(other.violations.iter().cloned());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { clients, published, deliveries, replayed, cuts, recoveries, unacknowledged, took, violations } =
            self;
        writeln!(f, "{clients} clients, {published} messages published, {deliveries} deliveries in {took:.1?}")?;
        writeln!(f, "{cuts} cuts, {recoveries} recoveries, {replayed} messages replayed")?;
        writeln!(f, "at most {unacknowledged} messages of one client were not acknowledged")?;
        write!(f, "{} violations", violations.len())
    }
}

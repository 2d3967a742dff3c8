//! The sums of a run, and whether the guarantees held.

use crate::events::{Event, Outcome};
use std::collections::HashMap;
use std::fmt;

/// What happened to one message. Times are positions in the event log.
#[derive(Default)]
struct Delivery {
    posted: usize,
    accepted: Option<usize>,
    rejected: bool,
    /// The subscriber's connection when the message was posted, if there was one.
    connection: Option<usize>,
    received: u64,
}

/// The sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) sent: u64,
    pub(crate) accepted: u64,
    pub(crate) rejected: u64,
    pub(crate) unknown: u64,
    /// Accepted and received.
    pub(crate) received: u64,
    /// Accepted while the subscriber was disconnected or its connection broke.
    pub(crate) missed: u64,
    /// Accepted and not received, although the subscriber was connected.
    pub(crate) lost: u64,
    /// Received more than once.
    pub(crate) duplicates: u64,
    /// Reported as rejected, and received.
    pub(crate) unexpected: u64,
    pub(crate) connections: usize,
    pub(crate) retries: u64,
}

impl Summary {
    pub(crate) fn new(events: &[Event]) -> Self {
        let (mut deliveries, mut summary) = (HashMap::<u64, Delivery>::new(), Self::default());
        // For each connection, when the latest of the messages received on it was posted.
        let mut latest: Vec<usize> = Vec::new();
        let mut is_connected = false;
        for (now, event) in events.iter().enumerate() {
            match *event {
                Event::Connected => {
                    latest.push(0);
                    is_connected = true;
                }
                Event::Disconnected => is_connected = false,
                Event::Posting(message) => {
                    let connection = latest.len().checked_sub(1).filter(|_| is_connected);
                    deliveries.insert(message, Delivery { posted: now, connection, ..Delivery::default() });
                }
                Event::Ended(message, outcome) => {
                    let delivery = deliveries.entry(message).or_default();
                    match outcome {
                        Outcome::Accepted => delivery.accepted = Some(now),
                        Outcome::Rejected => delivery.rejected = true,
                        Outcome::Unknown => summary.unknown += 1,
                    }
                }
                Event::Received(message) => {
                    let delivery = deliveries.entry(message).or_default();
                    delivery.received += 1;
                    if let Some(latest) = latest.last_mut() {
                        *latest = (*latest).max(delivery.posted);
                    }
                }
            }
        }
        (summary.sent, summary.connections) = (deliveries.len() as u64, latest.len());
        for delivery in deliveries.values() {
            summary.add(delivery, &latest);
        }
        summary
    }

    fn add(&mut self, delivery: &Delivery, latest: &[usize]) {
        self.duplicates += u64::from(delivery.received > 1);
        self.rejected += u64::from(delivery.rejected);
        self.unexpected += u64::from(delivery.rejected && delivery.received > 0);
        let Some(accepted) = delivery.accepted else { return };
        self.accepted += 1;
        // Messages arrive on a connection in the order in which they were accepted.
        let overtaken = delivery.connection.is_some_and(|connection| latest[connection] > accepted);
        match (delivery.received > 0, overtaken) {
            (true, _) => self.received += 1,
            (false, true) => self.lost += 1,
            (false, false) => self.missed += 1,
        }
    }

    /// Whether every guarantee held.
    pub(crate) fn holds(&self) -> bool {
        self.lost == 0 && self.duplicates == 0 && self.unexpected == 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, accepted, rejected, unknown, received, missed, lost, .. } = self;
        let Self { duplicates, unexpected, connections, retries, .. } = self;
        writeln!(f, "{sent} sent: {accepted} accepted, {rejected} rejected, {unknown} unknown; {retries} retries")?;
        writeln!(f, "{accepted} accepted: {received} received, {missed} missed while disconnected, {lost} lost")?;
        writeln!(f, "{duplicates} received twice, {unexpected} received although rejected; {connections} connections")?;
        f.write_str(if self.holds() { "all guarantees held" } else { "a guarantee did not hold" })
    }
}

#[cfg(test)]
mod tests {
    use super::Event::{Connected, Disconnected, Ended, Posting, Received};
    use super::*;

    fn sums(events: &[Event]) -> [u64; 5] {
        let Summary { received, missed, lost, duplicates, unexpected, .. } = Summary::new(events);
        [received, missed, lost, duplicates, unexpected]
    }

    #[test]
    fn what_should_have_been_received() {
        use Outcome::{Accepted, Rejected, Unknown};
        let one = [Posting(1), Ended(1, Accepted)];
        let two = [Posting(2), Ended(2, Accepted), Received(2)];
        let with = |parts: &[&[Event]]| sums(&parts.concat());
        assert_eq!(with(&[&[Connected], &one, &[Received(1)]]), [1, 0, 0, 0, 0]);
        assert_eq!(with(&[&[Connected], &one, &two]), [1, 0, 1, 0, 0], "overtaken");
        assert_eq!(with(&[&[Connected], &one, &two, &[Received(1)]]), [2, 0, 0, 0, 0], "late is not lost");
        assert_eq!(with(&[&[Connected], &one, &[Disconnected, Connected], &two]), [1, 1, 0, 0, 0], "it broke");
        assert_eq!(with(&[&one, &[Connected], &two]), [1, 1, 0, 0, 0], "there was no connection");
        let concurrent = [Connected, Posting(1), Posting(2), Ended(1, Accepted), Ended(2, Accepted), Received(2)];
        assert_eq!(with(&[&concurrent]), [1, 1, 0, 0, 0], "of two at once, neither is the later one");
        assert_eq!(with(&[&[Connected], &one, &[Received(1), Received(1)]]), [1, 0, 0, 1, 0]);
        assert_eq!(with(&[&[Connected, Posting(1), Ended(1, Rejected), Received(1)]]), [0, 0, 0, 0, 1]);
        assert_eq!(with(&[&[Connected, Posting(1), Ended(1, Unknown), Received(1)]]), [0, 0, 0, 0, 0]);
    }
}

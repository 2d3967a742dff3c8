//! Whether the promises held: the ledger, read once.

use crate::ledger::{Event, Outcome};
use std::collections::HashMap;
use std::fmt;

/// One message's course. Times are places in the ledger.
#[derive(Default)]
struct Course {
    begun: usize,
    accepted: Option<usize>,
    refused: bool,
    /// The subscriber's connection when it began, if there was one.
    connection: Option<usize>,
    arrivals: u64,
}

/// The sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) sent: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) unknown: u64,
    /// Accepted, and arrived.
    pub(crate) arrived: u64,
    /// Accepted while the subscriber was away or its connection broke.
    pub(crate) unheard: u64,
    /// Accepted, and should have arrived.
    pub(crate) lost: u64,
    /// Arrived more than once.
    pub(crate) twice: u64,
    /// Reported refused, and arrived.
    pub(crate) astray: u64,
    pub(crate) connections: usize,
    pub(crate) retries: u64,
}

impl Judgement {
    pub(crate) fn new(events: &[Event]) -> Self {
        let (mut courses, mut found) = (HashMap::<u64, Course>::new(), Self::default());
        // For each connection, when the last message to arrive on it was begun.
        let mut proofs: Vec<usize> = Vec::new();
        let mut is_connected = false;
        for (now, event) in events.iter().enumerate() {
            match *event {
                Event::Connected => {
                    proofs.push(0);
                    is_connected = true;
                }
                Event::Disconnected => is_connected = false,
                Event::Begun(message) => {
                    let connection = proofs.len().checked_sub(1).filter(|_| is_connected);
                    courses.insert(message, Course { begun: now, connection, ..Course::default() });
                }
                Event::Ended(message, outcome) => {
                    let course = courses.entry(message).or_default();
                    match outcome {
                        Outcome::Accepted => course.accepted = Some(now),
                        Outcome::Refused => course.refused = true,
                        Outcome::Unknown => found.unknown += 1,
                    }
                }
                Event::Arrived(message) => {
                    let course = courses.entry(message).or_default();
                    course.arrivals += 1;
                    if let Some(proof) = proofs.last_mut() {
                        *proof = (*proof).max(course.begun);
                    }
                }
            }
        }
        (found.sent, found.connections) = (courses.len() as u64, proofs.len());
        for course in courses.values() {
            found.add(course, &proofs);
        }
        found
    }

    fn add(&mut self, course: &Course, proofs: &[usize]) {
        self.twice += u64::from(course.arrivals > 1);
        self.refused += u64::from(course.refused);
        self.astray += u64::from(course.refused && course.arrivals > 0);
        let Some(accepted) = course.accepted else { return };
        self.accepted += 1;
        // Messages of one connection arrive in the order in which they were accepted.
        let overtaken = course.connection.is_some_and(|connection| proofs[connection] > accepted);
        match (course.arrivals > 0, overtaken) {
            (true, _) => self.arrived += 1,
            (false, true) => self.lost += 1,
            (false, false) => self.unheard += 1,
        }
    }

    /// Whether every promise held.
    pub(crate) fn holds(&self) -> bool {
        self.lost == 0 && self.twice == 0 && self.astray == 0
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, accepted, refused, unknown, arrived, unheard, lost, twice, astray, connections, retries } =
            self;
        writeln!(f, "{sent} sent: {accepted} accepted, {refused} refused, {unknown} unknown; {retries} retries")?;
        writeln!(f, "{accepted} accepted: {arrived} arrived, {unheard} unheard while away, {lost} lost")?;
        writeln!(f, "{twice} arrived twice, {astray} arrived although refused; {connections} connections")?;
        f.write_str(if self.holds() { "every promise held" } else { "a promise was broken" })
    }
}

#[cfg(test)]
mod tests {
    use super::Event::{Arrived, Begun, Connected, Disconnected, Ended};
    use super::*;

    fn judge(events: &[Event]) -> [u64; 5] {
        let Judgement { arrived, unheard, lost, twice, astray, .. } = Judgement::new(events);
        [arrived, unheard, lost, twice, astray]
    }

    #[test]
    fn what_should_have_arrived() {
        use Outcome::{Accepted, Refused, Unknown};
        let one = [Begun(1), Ended(1, Accepted)];
        let two = [Begun(2), Ended(2, Accepted), Arrived(2)];
        let with = |parts: &[&[Event]]| judge(&parts.concat());
        assert_eq!(with(&[&[Connected], &one, &[Arrived(1)]]), [1, 0, 0, 0, 0]);
        assert_eq!(with(&[&[Connected], &one, &two]), [1, 0, 1, 0, 0], "overtaken");
        assert_eq!(with(&[&[Connected], &one, &two, &[Arrived(1)]]), [2, 0, 0, 0, 0], "late is not lost");
        assert_eq!(with(&[&[Connected], &one, &[Disconnected, Connected], &two]), [1, 1, 0, 0, 0], "it broke");
        assert_eq!(with(&[&one, &[Connected], &two]), [1, 1, 0, 0, 0], "nobody was there");
        let meanwhile = [Connected, Begun(1), Begun(2), Ended(1, Accepted), Ended(2, Accepted), Arrived(2)];
        assert_eq!(with(&[&meanwhile]), [1, 1, 0, 0, 0], "side by side, neither is the later one");
        assert_eq!(with(&[&[Connected], &one, &[Arrived(1), Arrived(1)]]), [1, 0, 0, 1, 0]);
        assert_eq!(with(&[&[Connected, Begun(1), Ended(1, Refused), Arrived(1)]]), [0, 0, 0, 0, 1]);
        assert_eq!(with(&[&[Connected, Begun(1), Ended(1, Unknown), Arrived(1)]]), [0, 0, 0, 0, 0]);
    }
}

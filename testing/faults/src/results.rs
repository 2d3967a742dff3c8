//! The records of client and server, and the comparison of both.

use crate::{AttemptOutcome, Attempts, Entry, Report, Run};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;
use webpubsub_core::Error;

/// How much longer than its timeout a call may take on a machine that runs sixty-four of them.
const TOLERANCE: Duration = Duration::from_secs(5);

/// What a retry policy guarantees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // One for each policy that retries.
pub enum Guarantee {
    /// No message is accepted twice.
    AtMostOnce,
    /// No message is given up while it could still be accepted.
    AtLeastOnce,
}

/// What client and server recorded in one run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Results {
    /// The run.
    pub run: Run,
    /// The result of each call, by message.
    pub reports: Vec<Report>,
    /// What the transport returned for each attempt.
    pub attempts: Attempts,
    /// What the server read and accepted, by message.
    pub entries: Vec<Entry>,
    /// How often each fault happened.
    pub faults: BTreeMap<&'static str, u32>,
}

impl Results {
    /// Describes each violation of these guarantees:
    ///
    /// - A message whose call succeeds was accepted.
    /// - A message whose call fails without effect was not accepted.
    /// - Of an attempt that is `NotSent` the server read nothing, not even its head; over HTTP/2, the server may have read
    ///   what it then refused to process. No attempt was read twice.
    /// - At most once: no message was accepted twice.
    /// - No call that may be retried ends early: it fails only when no attempts or no time are left. At least once, every
    ///   call may be retried; at most once, those that certainly had no effect.
    /// - No call exceeds its timeout.
    pub fn violations(&self) -> Vec<String> {
        let mut violations = Vec::new();
        for (message, (Report { result, took }, entry)) in self.reports.iter().zip(&self.entries).enumerate() {
            let mut add = |what: &str| violations.push(format!("message {message}: {what}; {result:?}, {entry:?}"));
            let at_most_once = self.run.guarantee == Guarantee::AtMostOnce;
            match result {
                Ok(()) if entry.accepted == 0 => add("reported as accepted, but not accepted"),
                Err(error) if !error.may_have_taken_effect() && entry.accepted > 0 => {
                    add("reported as without effect, but accepted");
                }
                Err(error) => {
                    let may_be_retried = !at_most_once || !error.may_have_taken_effect();
                    if may_be_retried && !self.run.is_over(error, *took) {
                        add("given up early");
                    }
                }
                Ok(()) => {}
            }
            if at_most_once && entry.accepted > 1 {
                add("accepted more than once");
            }
            let mut read = entry.read.clone();
            read.sort_unstable();
            if read.windows(2).any(|pair| pair[0] == pair[1]) {
                add("an attempt was read twice");
            }
            if *took > self.run.timeout + TOLERANCE {
                add("exceeded its timeout");
            }
        }
        for (message, attempt) in self.not_sent_but_read() {
            violations.push(format!("message {message}: attempt {attempt} reported as not sent, but read"));
        }
        violations
    }

    fn not_sent_but_read(&self) -> impl Iterator<Item = (u32, u32)> {
        let not_sent = self.attempts.iter().filter(|(_, outcome)| **outcome == AttemptOutcome::NotSent);
        not_sent.map(|(of, _)| *of).filter(|(message, attempt)| self.entries[*message as usize].read.contains(attempt))
    }

    /// The number of attempts with this outcome.
    pub fn count_attempts(&self, outcome: AttemptOutcome) -> usize {
        self.attempts.values().filter(|found| **found == outcome).count()
    }

    /// The number of messages that were accepted more than once.
    pub fn accepted_twice(&self) -> usize {
        self.entries.iter().filter(|entry| entry.accepted > 1).count()
    }

    /// The number of calls that match; the flag tells whether the message was accepted.
    pub fn count_calls(&self, matches: impl Fn(&Result<(), Error>, bool) -> bool) -> usize {
        let calls = self.reports.iter().zip(&self.entries);
        calls.filter(|(report, entry)| matches(&report.result, entry.accepted > 0)).count()
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Run { backend, transport, seed, messages, guarantee, max_attempts, timeout, .. } = self.run;
        let uncertain = |result: &Result<(), Error>| result.as_ref().is_err_and(Error::may_have_taken_effect);
        let attempts = if max_attempts == u32::MAX { "any number of".to_owned() } else { max_attempts.to_string() };
        writeln!(
            f,
            "seed {seed}: {messages} sends by {backend} over {transport}, {guarantee:?}, {attempts} attempts and {timeout:?} for each"
        )?;
        writeln!(f, "  reported as accepted          {:6}", self.count_calls(|result, _| result.is_ok()))?;
        let maybe = self.count_calls(|result, _| uncertain(result));
        let accepted = self.count_calls(|result, accepted| uncertain(result) && accepted);
        writeln!(f, "  may have taken effect         {maybe:6}, accepted {accepted}")?;
        let without_effect = self.count_calls(|result, _| result.is_err() && !uncertain(result));
        writeln!(f, "  reported as without effect    {without_effect:6}")?;
        writeln!(f, "  accepted more than once       {:6}", self.accepted_twice())?;
        let read: usize = self.entries.iter().map(|entry| entry.read.len()).sum();
        writeln!(f, "  attempts read                 {read:6}")?;
        let not_sent = self.count_attempts(AttemptOutcome::NotSent);
        writeln!(f, "  attempts reported as not sent {not_sent:6}, read {}", self.not_sent_but_read().count())?;
        writeln!(f, "  attempts without a response   {:6}", self.count_attempts(AttemptOutcome::Uncertain))?;
        let longest = self.reports.iter().map(|report| report.took).max().unwrap_or_default();
        writeln!(f, "  longest call                  {longest:6.0?}")?;
        for (fault, times) in &self.faults {
            writeln!(f, "    {fault:27} {times:6}")?;
        }
        Ok(())
    }
}

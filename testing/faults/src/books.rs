//! Both sides' books, and what must be true of them.

use crate::{Attempted, Entry, Report, Run, Said};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// How late a call may end on a machine that is busy with sixty-four of them.
const LATE: Duration = Duration::from_secs(5);

/// What a plan promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // As many as there are plans that repeat.
pub enum Guarantee {
    /// No message is accepted twice.
    AtMostOnce,
    /// No message is given up while it could still be accepted.
    AtLeastOnce,
}

/// What both sides wrote down in one run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Books {
    /// The run.
    pub run: Run,
    /// How each call ended, by message.
    pub reports: Vec<Report>,
    /// What the transport said of each attempt.
    pub attempted: Attempted,
    /// What the server read and accepted, by message.
    pub entries: Vec<Entry>,
    /// How often each fault happened.
    pub faults: BTreeMap<&'static str, u32>,
}

impl Books {
    /// Each promise that was broken, in words; none if all were kept.
    ///
    /// - What is reported as accepted was accepted.
    /// - What is reported as without effect was not accepted.
    /// - An attempt called not sent was not read, not even its head. No attempt was read twice.
    /// - At most once: nothing was accepted twice.
    /// - Nothing that may be repeated is given up early: a call ends without acceptance only with no attempts or no time
    ///   left. May be repeated: at least once, everything; at most once, what certainly had no effect.
    /// - No call outlives its deadline.
    pub fn broken_promises(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (message, (Report { result, took }, entry)) in self.reports.iter().zip(&self.entries).enumerate() {
            let mut say = |what: &str| broken.push(format!("message {message}: {what}; {result:?}, {entry:?}"));
            let at_most_once = self.run.guarantee == Guarantee::AtMostOnce;
            match result {
                Ok(()) if entry.accepted == 0 => say("reported as accepted, and missing"),
                Err(error) if !error.may_have_taken_effect() && entry.accepted > 0 => {
                    say("reported as without effect, and accepted");
                }
                Err(error) => {
                    let may_not_be_repeated = at_most_once && error.may_have_taken_effect();
                    if !may_not_be_repeated && !self.run.is_over(error, *took) {
                        say("given up early");
                    }
                }
                Ok(()) => {}
            }
            if at_most_once && entry.accepted > 1 {
                say("accepted more than once");
            }
            let mut read = entry.read.clone();
            read.sort_unstable();
            if read.windows(2).any(|pair| pair[0] == pair[1]) {
                say("an attempt was read twice");
            }
            if *took > self.run.deadline + LATE {
                say("outlived its deadline");
            }
        }
        for (message, attempt) in self.not_sent_but_read() {
            broken.push(format!("message {message}: attempt {attempt} called not sent, and read"));
        }
        broken
    }

    fn not_sent_but_read(&self) -> impl Iterator<Item = (u32, u32)> {
        let not_sent = self.attempted.iter().filter(|(_, said)| **said == Said::NotSent).map(|(of, _)| *of);
        not_sent.filter(|(message, attempt)| self.entries[*message as usize].read.contains(attempt))
    }

    /// How many attempts the transport said this of.
    pub fn said(&self, what: impl Fn(Said) -> bool) -> usize {
        self.attempted.values().filter(|said| what(**said)).count()
    }

    /// How many messages were accepted more than once.
    pub fn accepted_twice(&self) -> usize {
        self.entries.iter().filter(|entry| entry.accepted > 1).count()
    }

    /// How many calls ended like this; the flag tells whether the message was accepted.
    pub fn ended(&self, how: impl Fn(&Result<(), webpubsub_hyper::Error>, bool) -> bool) -> usize {
        let calls = self.reports.iter().zip(&self.entries);
        calls.filter(|(report, entry)| how(&report.result, entry.accepted > 0)).count()
    }
}

impl fmt::Display for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Run { seed, messages, guarantee, attempts, deadline, .. } = self.run;
        let doubtful = |result: &Result<(), webpubsub_hyper::Error>| {
            result.as_ref().is_err_and(webpubsub_hyper::Error::may_have_taken_effect)
        };
        let attempts = if attempts == u32::MAX { "any number of".to_owned() } else { attempts.to_string() };
        writeln!(f, "seed {seed}: {messages} sends, {guarantee:?}, {attempts} attempts and {deadline:?} for each")?;
        writeln!(f, "  reported accepted        {:6}", self.ended(|result, _| result.is_ok()))?;
        let (in_doubt, accepted) =
            (self.ended(|result, _| doubtful(result)), self.ended(|result, accepted| doubtful(result) && accepted));
        writeln!(f, "  reported in doubt        {in_doubt:6}, accepted {accepted}")?;
        writeln!(f, "  reported without effect  {:6}", self.ended(|result, _| result.is_err() && !doubtful(result)))?;
        writeln!(f, "  accepted more than once  {:6}", self.accepted_twice())?;
        let read: usize = self.entries.iter().map(|entry| entry.read.len()).sum();
        writeln!(f, "  attempts read            {read:6}")?;
        let not_sent = self.said(|said| said == Said::NotSent);
        writeln!(f, "  attempts called not sent {not_sent:6}, read {}", self.not_sent_but_read().count())?;
        writeln!(f, "  attempts in doubt        {:6}", self.said(|said| said == Said::InDoubt))?;
        let longest = self.reports.iter().map(|report| report.took).max().unwrap_or_default();
        writeln!(f, "  longest call             {longest:6.0?}")?;
        for (fault, times) in &self.faults {
            writeln!(f, "    {fault:22} {times:6}")?;
        }
        Ok(())
    }
}

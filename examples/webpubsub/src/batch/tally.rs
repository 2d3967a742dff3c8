//! How many calls ended how.

use super::stop::Stop;
use crate::exit::Exit;
use crate::reasons::Reason;
use indicatif::HumanCount;
use serde_json::{Value, json};
use std::fmt;

#[derive(Debug)]
pub(super) struct Tally {
    done: u64,
    failed: u64,
    unknown: u64,
    pub(super) skipped: u64,
    /// The first line without success.
    first: Option<u64>,
    /// How many calls in a row did not reach the service.
    unreached: u64,
    /// The worst of all.
    exit: Exit,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { done: 0, failed: 0, unknown: 0, skipped: 0, first: None, unreached: 0, exit: Exit::Success }
    }

    pub(super) fn add(&mut self, line: u64, outcome: Exit) {
        match outcome {
            Exit::Success => self.done += 1,
            Exit::Unknown => self.unknown += 1,
            Exit::Rejected | Exit::WrongUse | Exit::NotReached => self.failed += 1,
        }
        match outcome {
            Exit::NotReached => self.unreached += 1,
            // Says nothing about the service.
            Exit::WrongUse => {}
            Exit::Success | Exit::Rejected | Exit::Unknown => self.unreached = 0,
        }
        if outcome != Exit::Success {
            self.first = Some(self.first.map_or(line, |first| first.min(line)));
        }
        self.exit = self.exit.or_worse(outcome);
    }

    /// Counts what is not a line's.
    pub(super) fn worsen(&mut self, exit: Exit) {
        self.exit = self.exit.or_worse(exit);
    }

    pub(super) fn ended(&self) -> u64 {
        self.done + self.failed + self.unknown
    }

    pub(super) fn errors(&self) -> u64 {
        self.failed + self.unknown
    }

    pub(super) fn unreached(&self) -> u64 {
        self.unreached
    }

    pub(super) fn exit(&self) -> Exit {
        self.exit
    }

    /// With what ended the run before the input's end, and the line to continue with.
    pub(super) fn to_json(&self, stopped: Option<(Stop, u64)>, hint: Option<&Reason>) -> Value {
        json!({
            "done": self.done,
            "failed": self.failed,
            "mayHaveTakenEffect": self.unknown,
            "skipped": self.skipped,
            "first": self.first,
            "stopped": stopped.map(|(stop, _)| stop.to_string()),
            "fromLine": stopped.map(|(_, line)| line),
            "hint": hint.map(ToString::to_string),
        })
    }
}

/// `9,996 done, 3 failed, 1 may have taken effect; first: line 5,000`
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} done", HumanCount(self.done))?;
        for (count, what) in
            [(self.failed, "failed"), (self.unknown, "may have taken effect"), (self.skipped, "skipped")]
        {
            if count > 0 {
                write!(f, ", {} {what}", HumanCount(count))?;
            }
        }
        self.first.map_or(Ok(()), |first| write!(f, "; first: line {}", HumanCount(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_has_what_there_is() {
        let mut tally = Tally::new();
        assert_eq!(tally.to_string(), "0 done");
        for line in 1..=9_996 {
            tally.add(line, Exit::Success);
        }
        assert_eq!((tally.to_string().as_str(), tally.exit()), ("9,996 done", Exit::Success));
        for (line, outcome) in
            [(9_998, Exit::WrongUse), (9_999, Exit::Rejected), (5_000, Exit::Unknown), (9_997, Exit::NotReached)]
        {
            tally.add(line, outcome);
        }
        assert_eq!(tally.to_string(), "9,996 done, 3 failed, 1 may have taken effect; first: line 5,000");
        assert_eq!((tally.exit(), tally.errors(), tally.unreached()), (Exit::Unknown, 4, 1));
        tally.skipped = 1_000;
        assert!(tally.to_string().contains("effect, 1,000 skipped; first"), "{tally}");
    }
}

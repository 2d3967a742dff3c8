//! The table of the retry plans.

use crate::TransportErrorKind;
use core::time::Duration;

/// When a failed attempt is repeated. Named by what it guarantees.
///
/// | outcome of an attempt | sends, `:closeConnections`, raw POST and PATCH | all others |
/// | --- | --- | --- |
/// | not sent | again | again |
/// | 429; 503 with Retry-After | again | again |
/// | 503 without, 408, 500, 502, 504, interrupted, timeout | returned: may have taken effect | again |
/// | any other status; answer unreadable or over the cap | returned | returned |
///
/// Defaults: 4 attempts, waits drawn evenly from 0 to 0.5 s, 1 s, 2 s, … (full jitter), never over 30 s. A Retry-After
/// is obeyed in full; one that is longer than what is left of the call ends the call at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPlan {
    guarantee: Guarantee,
    max_attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guarantee {
    Never,
    AtMostOnce,
    AtLeastOnce,
}

/// How one attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The service answered.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The wait it asks for.
        retry_after: Option<Duration>,
    },
    /// No answer.
    Failed(TransportErrorKind),
}

/// All that a decision depends on.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument: whoever drives a call by hand writes it out.
pub struct Attempted {
    /// How the attempt ended.
    pub outcome: Outcome,
    /// Whether carrying the operation out twice has the effect of once:
    /// [`Operation::repeatable`](crate::Operation::repeatable).
    pub repeatable: bool,
    /// 1 for the first attempt.
    pub number: u32,
    /// What is left of the call's deadline.
    pub time_left: Duration,
    /// Any number; the same one gives the same wait.
    pub random: u64,
}

/// What comes after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // There is no third way.
pub enum Decision {
    /// The outcome is the call's outcome.
    Done,
    /// Prepare and send again after this wait.
    After(Duration),
}

/// What an outcome tells about the request's fate.
#[derive(PartialEq, Eq)]
enum Fate {
    NotAccepted,
    Unknown,
    Settled,
}

impl Outcome {
    fn fate(self) -> Fate {
        match self {
            Self::Failed(TransportErrorKind::NotSent)
            | Self::Answer { status: 429, .. }
            | Self::Answer { status: 503, retry_after: Some(_) } => Fate::NotAccepted,
            Self::Failed(TransportErrorKind::Interrupted | TransportErrorKind::Timeout)
            | Self::Answer { status: 408 | 500 | 502 | 503 | 504, .. } => Fate::Unknown,
            _ => Fate::Settled,
        }
    }

    /// Whether the request may have been carried out although this was the outcome.
    pub fn may_have_taken_effect(self) -> bool {
        match self.fate() {
            Fate::NotAccepted => false,
            Fate::Unknown => true,
            Fate::Settled => match self {
                Self::Answer { status, .. } => !(300..500).contains(&status),
                Self::Failed(_) => true,
            },
        }
    }
}

impl RetryPlan {
    /// One attempt, whatever comes.
    pub const fn never() -> Self {
        Self { max_attempts: 1, ..Self::new(Guarantee::Never) }
    }

    /// The default: repeats what the service cannot have accepted, and what can safely be carried out twice. A message
    /// is delivered at most once.
    pub const fn at_most_once() -> Self {
        Self::new(Guarantee::AtMostOnce)
    }

    /// Also repeats a send whose fate is unknown: nothing is lost to a broken connection, and a message can be delivered
    /// twice. The official SDKs do this without being asked.
    pub const fn at_least_once() -> Self {
        Self::new(Guarantee::AtLeastOnce)
    }

    const fn new(guarantee: Guarantee) -> Self {
        Self {
            guarantee,
            max_attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
        }
    }

    /// At most so many attempts, the first included; 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The upper end of the first wait's range, doubled for each further one up to `longest`.
    #[must_use]
    pub const fn waits(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_wait, self.longest_wait) = (first, longest);
        self
    }

    /// What comes after this attempt.
    pub fn next(&self, attempted: Attempted) -> Decision {
        let again = match (self.guarantee, attempted.outcome.fate()) {
            (Guarantee::Never, _) | (_, Fate::Settled) => false,
            (_, Fate::NotAccepted) | (Guarantee::AtLeastOnce, Fate::Unknown) => true,
            (Guarantee::AtMostOnce, Fate::Unknown) => attempted.repeatable,
        };
        if !again || attempted.number >= self.max_attempts {
            return Decision::Done;
        }
        let asked = match attempted.outcome {
            Outcome::Answer { retry_after, .. } => retry_after.unwrap_or_default(),
            Outcome::Failed(_) => Duration::ZERO,
        };
        let wait = self.jittered(attempted.number, attempted.random).max(asked);
        if wait < attempted.time_left { Decision::After(wait) } else { Decision::Done }
    }

    /// A wait drawn evenly from zero to the doubled and capped one.
    fn jittered(&self, number: u32, random: u64) -> Duration {
        let doubled =
            2_u32.checked_pow(number.saturating_sub(1)).and_then(|factor| self.first_wait.checked_mul(factor));
        let range = doubled.unwrap_or(self.longest_wait).min(self.longest_wait);
        let share = (range.as_nanos() * (u128::from(random) + 1)) >> 64;
        Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX))
    }
}

impl Default for RetryPlan {
    fn default() -> Self {
        Self::at_most_once()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn answer(status: u16) -> Outcome {
        Outcome::Answer { status, retry_after: None }
    }

    const fn asked(status: u16, seconds: u64) -> Outcome {
        Outcome::Answer { status, retry_after: Some(Duration::from_secs(seconds)) }
    }

    fn attempted(outcome: Outcome, repeatable: bool) -> Attempted {
        Attempted { outcome, repeatable, number: 1, time_left: Duration::from_secs(100), random: u64::MAX / 2 }
    }

    /// Columns: outcome; repeated by `at_most_once` for a send and for a repeatable operation; by `at_least_once` for a
    /// send; whether it may have taken effect.
    #[test]
    fn the_table() {
        use TransportErrorKind::{AnswerTooLarge, Interrupted, NotSent, Other, Timeout};
        for (outcome, send, repeatable, insistent, effect) in [
            (Outcome::Failed(NotSent), true, true, true, false),
            (answer(429), true, true, true, false),
            (asked(429, 1), true, true, true, false),
            (asked(503, 1), true, true, true, false),
            (answer(503), false, true, true, true),
            (answer(408), false, true, true, true),
            (answer(500), false, true, true, true),
            (asked(500, 1), false, true, true, true),
            (answer(502), false, true, true, true),
            (answer(504), false, true, true, true),
            (Outcome::Failed(Interrupted), false, true, true, true),
            (Outcome::Failed(Timeout), false, true, true, true),
            (Outcome::Failed(AnswerTooLarge), false, false, false, true),
            (Outcome::Failed(Other), false, false, false, true),
            (answer(200), false, false, false, true),
            (answer(307), false, false, false, false),
            (asked(400, 1), false, false, false, false),
            (answer(401), false, false, false, false),
            (answer(501), false, false, false, true),
        ] {
            let again = |plan: RetryPlan, repeatable| plan.next(attempted(outcome, repeatable)) != Decision::Done;
            assert_eq!(again(RetryPlan::at_most_once(), false), send, "{outcome:?} send");
            assert_eq!(again(RetryPlan::at_most_once(), true), repeatable, "{outcome:?} repeatable");
            assert_eq!(again(RetryPlan::at_least_once(), false), insistent, "{outcome:?} at least once");
            assert_eq!(outcome.may_have_taken_effect(), effect, "{outcome:?} effect");
            assert!(!again(RetryPlan::never(), true), "{outcome:?} never");
        }
    }

    #[test]
    fn waits_grow_are_capped_and_never_undercut_what_was_asked() {
        let plan = RetryPlan::at_most_once().max_attempts(u32::MAX);
        let wait = |number, random, outcome| match plan.next(Attempted { number, random, ..attempted(outcome, true) }) {
            Decision::After(wait) => Some(wait.as_millis()),
            Decision::Done => None,
        };
        assert_eq!(wait(1, 0, answer(500)), Some(0));
        assert_eq!(
            [1, 2, 3, 7, 40].map(|number| wait(number, u64::MAX, answer(500))),
            [500, 1_000, 2_000, 30_000, 30_000].map(Some)
        );
        assert_eq!(wait(1, 0, asked(429, 7)), Some(7_000));
        assert_eq!(wait(1, 0, asked(429, 100)), None, "longer than what is left");
        assert_eq!(wait(1, 0, asked(429, 100_000)), None);
    }

    #[test]
    fn attempts_are_counted() {
        let last = |number| RetryPlan::at_most_once().next(Attempted { number, ..attempted(answer(429), false) });
        assert!(last(3) != Decision::Done && last(4) == Decision::Done);
    }
}

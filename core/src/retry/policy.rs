//! The table of the retry policies.

use super::{Context, Decision, Effect, Outcome};
use core::time::Duration;

/// When a failed attempt is retried. Named by what it guarantees.
///
/// | outcome of an attempt, under `at_most_once` | sends, `:closeConnections`, raw POST and PATCH | all others |
/// | --- | --- | --- |
/// | not sent | retried | retried |
/// | 429; 503 with Retry-After | retried | retried |
/// | 503 without Retry-After, 408, 500, 502, 504, interrupted, timeout | returned: may have taken effect | retried |
/// | any other status; response unreadable or too large | returned | returned |
/// | misconfigured (a proxy, for example): nothing was sent | returned | returned |
///
/// Defaults: 4 attempts; backoff drawn evenly from 0 to 0.5 s, 1 s, 2 s, … (full jitter), never over 30 s. A Retry-After
/// is obeyed in full; one that is longer than what is left of the call's timeout ends the call at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    guarantee: Guarantee,
    max_attempts: u32,
    first_backoff: Duration,
    max_backoff: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Guarantee {
    Never,
    AtMostOnce,
    AtLeastOnce,
}

impl RetryPolicy {
    /// One attempt, whatever its outcome.
    pub const fn never() -> Self {
        Self { max_attempts: 1, ..Self::new(Guarantee::Never) }
    }

    /// The default: retries what the service cannot have accepted, and what is idempotent. A message is delivered at most
    /// once, if the transport sends once.
    pub const fn at_most_once() -> Self {
        Self::new(Guarantee::AtMostOnce)
    }

    /// Also retries a send whose outcome is unknown, until it is accepted or attempts or time run out: a message can be
    /// delivered twice. The official SDKs do this by default.
    pub const fn at_least_once() -> Self {
        Self::new(Guarantee::AtLeastOnce)
    }

    const fn new(guarantee: Guarantee) -> Self {
        Self {
            guarantee,
            max_attempts: 4,
            first_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
        }
    }

    /// At most so many attempts, the first included; 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The upper end of the first backoff's range, doubled for each further one up to `max`.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, max: Duration) -> Self {
        (self.first_backoff, self.max_backoff) = (first, max);
        self
    }

    /// What follows an attempt with this outcome.
    pub fn decide(&self, outcome: Outcome, context: Context) -> Decision {
        let retry = match (self.guarantee, outcome.effect()) {
            (Guarantee::Never, _) | (_, Effect::Final) => false,
            (_, Effect::None) | (Guarantee::AtLeastOnce, Effect::Unknown) => true,
            (Guarantee::AtMostOnce, Effect::Unknown) => context.idempotent,
        };
        if !retry || context.attempt >= self.max_attempts {
            return Decision::Stop;
        }
        let after = self.jittered(context.attempt, context.random).max(outcome.retry_after());
        if after < context.time_left { Decision::Retry { after } } else { Decision::Stop }
    }

    /// A backoff drawn evenly from zero to the doubled one, and at most the maximum.
    fn jittered(&self, attempt: u32, random: u64) -> Duration {
        let doubled =
            2_u32.checked_pow(attempt.saturating_sub(1)).and_then(|factor| self.first_backoff.checked_mul(factor));
        let range = doubled.unwrap_or(self.max_backoff).min(self.max_backoff);
        let share = (range.as_nanos() * (u128::from(random) + 1)) >> 64;
        Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::at_most_once()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TransportErrorKind;

    const fn response(status: u16) -> Outcome {
        Outcome::Response { status, retry_after: None }
    }

    const fn asked(status: u16, seconds: u64) -> Outcome {
        Outcome::Response { status, retry_after: Some(Duration::from_secs(seconds)) }
    }

    fn context(idempotent: bool) -> Context {
        Context { idempotent, attempt: 1, time_left: Duration::from_secs(100), random: u64::MAX / 2 }
    }

    /// Columns: outcome; retried by `at_most_once` for a send and for an idempotent operation; by `at_least_once` for a
    /// send; whether it may have taken effect.
    #[test]
    fn the_table() {
        use TransportErrorKind::{Interrupted, Misconfigured, NotSent, Other, ResponseTooLarge, Timeout};
        for (outcome, send, idempotent, at_least_once, effect) in [
            (Outcome::Failed(NotSent), true, true, true, false),
            (response(429), true, true, true, false),
            (asked(429, 1), true, true, true, false),
            (asked(503, 1), true, true, true, false),
            (response(503), false, true, true, true),
            (response(408), false, true, true, true),
            (response(500), false, true, true, true),
            (asked(500, 1), false, true, true, true),
            (response(502), false, true, true, true),
            (response(504), false, true, true, true),
            (Outcome::Failed(Interrupted), false, true, true, true),
            (Outcome::Failed(Timeout), false, true, true, true),
            (Outcome::Failed(ResponseTooLarge), false, false, false, true),
            (Outcome::Failed(Misconfigured), false, false, false, false),
            (Outcome::Failed(Other), false, false, false, true),
            (response(200), false, false, false, true),
            (response(307), false, false, false, false),
            (asked(400, 1), false, false, false, false),
            (response(401), false, false, false, false),
            (response(501), false, false, false, true),
        ] {
            let retried =
                |policy: RetryPolicy, idempotent| policy.decide(outcome, context(idempotent)) != Decision::Stop;
            assert_eq!(retried(RetryPolicy::at_most_once(), false), send, "{outcome:?} send");
            assert_eq!(retried(RetryPolicy::at_most_once(), true), idempotent, "{outcome:?} idempotent");
            assert_eq!(retried(RetryPolicy::at_least_once(), false), at_least_once, "{outcome:?} at least once");
            assert_eq!(outcome.may_have_taken_effect(), effect, "{outcome:?} effect");
            assert!(!retried(RetryPolicy::never(), true), "{outcome:?} never");
        }
    }

    #[test]
    fn backoff_grows_is_capped_and_never_undercuts_what_was_asked() {
        let policy = RetryPolicy::at_most_once().max_attempts(u32::MAX);
        let backoff =
            |attempt, random, outcome| match policy.decide(outcome, Context { attempt, random, ..context(true) }) {
                Decision::Retry { after } => Some(after.as_millis()),
                Decision::Stop => None,
            };
        assert_eq!(backoff(1, 0, response(500)), Some(0));
        assert_eq!(
            [1, 2, 3, 7, 40].map(|attempt| backoff(attempt, u64::MAX, response(500))),
            [500, 1_000, 2_000, 30_000, 30_000].map(Some)
        );
        assert_eq!(backoff(1, 0, asked(429, 7)), Some(7_000));
        assert_eq!(backoff(1, 0, asked(429, 100)), None, "longer than what is left");
        assert_eq!(backoff(1, 0, asked(429, 100_000)), None);
    }

    #[test]
    fn attempts_are_counted() {
        let last = |attempt| RetryPolicy::at_most_once().decide(response(429), Context { attempt, ..context(false) });
        assert!(last(3) != Decision::Stop && last(4) == Decision::Stop);
    }
}

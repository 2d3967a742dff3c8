//! Retries: which attempts the retry policy allows a call, given what became of each, and where the SDKs decide otherwise.
//!
//! The table of what is retried is in `core/src/retry`, with its test. This file alone asks the policy, one decision at a
//! time; the loop around the decisions is written here independently of the client's.

use super::responses::{interrupted_response, is_interrupted, redirected, retry_after, seconds};
use crate::behaviour::Jitter;
use crate::recording::{Case, Request, Response};
use std::time::Duration;
use webpubsub_core::retry::{Context, Decision, Outcome};
use webpubsub_core::{RetryPolicy, TransportErrorKind};

/// The timeout of a call, and of each of its attempts.
const TIMEOUT: Duration = Duration::from_secs(100);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Attempt {
    /// With a response.
    Response {
        /// Its HTTP status.
        status: u16,
        /// The delay that it asks for.
        retry_after: Option<Duration>,
    },
    /// Without one.
    Failed(TransportErrorKind),
}

impl Attempt {
    /// Whether the request may have been executed, by what the policy knows of such an end.
    pub fn may_have_taken_effect(self) -> bool {
        self.outcome().may_have_taken_effect()
    }

    /// The status of the response.
    pub fn status(self) -> Option<u16> {
        if let Self::Response { status, .. } = self { Some(status) } else { None }
    }

    fn outcome(self) -> Outcome {
        match self {
            Self::Response { status, retry_after } => Outcome::Response { status, retry_after },
            Self::Failed(kind) => Outcome::Failed(kind),
        }
    }
}

/// A call as the policy decides about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedCall {
    /// Its attempts.
    pub attempts: Vec<Attempt>,
    /// The delays in between.
    pub backoff: Vec<Duration>,
    /// How long it takes.
    pub takes: Duration,
    /// There would be another attempt if the last response asked for a shorter delay.
    pub retry_after_too_long: bool,
}

impl ExpectedCall {
    /// Attempts until the policy stops. `next` gives the end of an attempt by its place and by the time passed.
    pub fn new(
        policy: RetryPolicy,
        idempotent: bool,
        jitter: Jitter,
        next: impl Fn(usize, Duration) -> Option<Attempt>,
    ) -> Self {
        let mut call = Self::default();
        while let Some(attempt) = next(call.attempts.len(), call.takes) {
            call.attempts.push(attempt);
            if attempt == Attempt::Failed(TransportErrorKind::Timeout) {
                call.takes += ATTEMPT_TIMEOUT.min(TIMEOUT.saturating_sub(call.takes));
            }
            let decide = |attempt: Attempt| {
                let context = Context {
                    idempotent,
                    attempt: u32::try_from(call.attempts.len()).unwrap_or(u32::MAX),
                    time_left: TIMEOUT.saturating_sub(call.takes),
                    random: if jitter == Jitter::Lowest { 0 } else { u64::MAX },
                };
                match policy.decide(attempt.outcome(), context) {
                    Decision::Retry { after } => Some(after),
                    Decision::Stop => None,
                }
            };
            let Some(delay) = decide(attempt) else {
                call.retry_after_too_long = match attempt {
                    Attempt::Response { status, retry_after: Some(_) } => {
                        decide(Attempt::Response { status, retry_after: Some(Duration::ZERO) }).is_some()
                    }
                    _ => false,
                };
                break;
            };
            call.backoff.push(delay);
            call.takes += delay;
        }
        call
    }

    /// Whether a request arrived.
    pub fn was_sent(&self) -> bool {
        let unsent = [TransportErrorKind::NotSent, TransportErrorKind::Misconfigured].map(Attempt::Failed);
        self.attempts.iter().any(|attempt| !unsent.contains(attempt))
    }

    /// The attempts that were followed by another one.
    pub fn retried(&self) -> &[Attempt] {
        &self.attempts[..self.backoff.len()]
    }
}

/// The calls of a case by the default policy; all but a few cases are one call. A failure at the end of what was recorded
/// is repeated for all that follow.
pub fn expected(case: &Case, jitter: Jitter) -> Vec<ExpectedCall> {
    let recorded = attempts(case);
    let succeeded = |attempt: &Attempt| attempt.status().is_some_and(|status| status < 300);
    let failure = recorded.last().filter(|last| !succeeded(last));
    let mut calls = Vec::new();
    let mut place = 0;
    while place < recorded.len() {
        let next = |number, _| recorded.get(place + number).or(failure).copied();
        let call = ExpectedCall::new(RetryPolicy::default(), case.call.is_idempotent(), jitter, next);
        place += call.attempts.len();
        // A call that did not fail may be followed by another one of the same case.
        let goes_on = call.attempts.last().is_some_and(|last| {
            let does_not_exist = case.call.is_head() && last.status() == Some(404);
            does_not_exist || succeeded(last)
        });
        calls.push(call);
        if !goes_on {
            break;
        }
    }
    calls
}

/// The ends of the recorded attempts; of a host that cannot be reached, one for all.
fn attempts(case: &Case) -> Vec<Attempt> {
    if case.is_unreachable() {
        return vec![Attempt::Failed(TransportErrorKind::NotSent)];
    }
    let attempt = |response: &Response| match response.status {
        Some(status) if !response.drop && !is_interrupted(case, response) => {
            Attempt::Response { status, retry_after: retry_after(response) }
        }
        _ => Attempt::Failed(TransportErrorKind::Interrupted),
    };
    case.responses().iter().map(attempt).collect()
}

/// The recorded attempts that the policy allows to retry.
pub fn retried(case: &Case) -> Vec<Attempt> {
    expected(case, Jitter::Lowest).iter().flat_map(|call| call.retried().to_vec()).collect()
}

/// A send that may have been accepted: its connection broke, or an SDK retries it although no response asks for that. Read
/// from the recordings, not from the policy.
pub fn uncertain_send(case: &Case) -> bool {
    let id = |request: &Request| {
        let mut headers = request.headers.iter();
        headers.find(|(name, _)| name.eq_ignore_ascii_case("x-ms-client-request-id")).map(|(_, id)| id.clone())
    };
    let an_sdk_retries = case.recordings.iter().any(|(_, recording)| {
        let ids: Vec<_> = recording.requests().map(id).collect();
        ids.windows(2).any(|pair| pair[0] == pair[1])
    });
    let responses = case.responses();
    let asked = redirected(case) || responses.iter().any(|response| retry_after(response).is_some());
    let broken = responses.iter().any(|response| response.drop) || interrupted_response(case);
    !case.call.is_idempotent() && (broken || (an_sdk_retries && !asked))
}

/// What is safe to retry is retried although an SDK looks for something else: after 429 for a `Retry-After`, after 408, 502
/// and without response for another verb than POST.
pub fn safe_retry(case: &Case) -> bool {
    let asked_to = case.responses().iter().filter_map(|response| response.header("retry-after")).any(is_readable);
    retried(case).iter().any(|attempt| match attempt {
        Attempt::Response { status: 429, .. } => !asked_to,
        Attempt::Response { status: 408 | 502, .. } | Attempt::Failed(_) => case.call.is_post(),
        Attempt::Response { .. } => false,
    })
}

/// Jitter has a part in a backoff.
pub fn jittered_backoff(case: &Case) -> bool {
    let backoff = |jitter| expected(case, jitter).into_iter().map(|call| call.backoff).collect::<Vec<_>>();
    backoff(Jitter::Lowest) != backoff(Jitter::Highest)
}

/// A response asks for a delay that is longer than the time left of the call.
pub fn retry_after_too_long(case: &Case) -> bool {
    expected(case, Jitter::Lowest).last().is_some_and(|call| call.retry_after_too_long)
}

/// A `Retry-After` that cannot be read, or in a response after which no policy would retry.
pub fn idle_retry_after(case: &Case) -> bool {
    case.responses().iter().any(|response| {
        let settled = response.status.is_some_and(|status| {
            let attempt = Attempt::Response { status, retry_after: Some(Duration::ZERO) };
            let policy = RetryPolicy::at_least_once();
            ExpectedCall::new(policy, true, Jitter::Lowest, |_, _| Some(attempt)).backoff.is_empty()
        });
        response.header("retry-after").is_some_and(|value| settled || !is_readable(value))
    })
}

fn is_readable(value: &str) -> bool {
    seconds(value).is_some()
}

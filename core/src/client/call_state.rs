//! What a call knows of itself between its attempts.

use super::log::Span;
use super::{CallOptions, log};
use crate::error::Failure;
use crate::retry::{Attempt, Outcome};
#[cfg(feature = "tokens")]
use crate::retry::{Context, Decision};
use crate::{Endpoint, Error, ErrorKind, TransportErrorKind, UnixTime};
use alloc::borrow::ToOwned;
use alloc::string::String;
use core::time::Duration;
use http::HeaderValue;

pub(super) struct CallState<'a> {
    pub(super) operation: &'static str,
    /// Where its requests are sent.
    pub(super) endpoint: &'a Endpoint,
    pub(super) options: &'a CallOptions,
    pub(super) client_request_id: Option<HeaderValue>,
    pub(super) idempotent: bool,
    pub(super) secrets: Secrets,
    #[cfg_attr(not(any(feature = "tokens", feature = "tracing")), allow(dead_code))]
    pub(super) span: Span,
    pub(super) attempts: u32,
    /// What the call's timeout leaves after that of the last attempt.
    #[cfg(feature = "tokens")]
    pub(super) time_after_attempt: Duration,
    /// How long the next attempt may take, if so much is left.
    attempt_timeout: Duration,
    timeout: Duration,
    started: UnixTime,
    /// Time that is known to have passed, even if the clock is set back.
    waited: Duration,
    sent: bool,
    may_have_taken_effect: bool,
}

/// Which bodies are secrets: no log shows them, and no error that of a success.
#[derive(Clone, Copy, PartialEq)]
#[cfg_attr(not(feature = "tracing"), allow(dead_code))]
pub(super) enum Secrets {
    None,
    Response,
    #[cfg(feature = "tokens")]
    Both,
}

#[cfg(feature = "tracing")]
impl Secrets {
    pub(super) fn in_request(self) -> bool {
        !matches!(self, Self::None | Self::Response)
    }

    pub(super) fn in_response(self) -> bool {
        self != Self::None
    }
}

impl<'a> CallState<'a> {
    pub(super) fn new(
        operation: &'static str,
        endpoint: &'a Endpoint,
        options: &'a CallOptions,
        started: UnixTime,
        parent: Option<&Span>,
    ) -> Self {
        Self {
            operation,
            endpoint,
            options,
            client_request_id: None,
            idempotent: true,
            secrets: Secrets::None,
            span: log::span(operation, endpoint, parent),
            attempts: 0,
            #[cfg(feature = "tokens")]
            time_after_attempt: Duration::ZERO,
            attempt_timeout: options.attempt_timeout_or_default(),
            timeout: options.call_timeout(),
            started,
            waited: Duration::ZERO,
            sent: false,
            may_have_taken_effect: false,
        }
    }

    /// The state of a token request within this call: in its span, with its options but its own timeout.
    #[cfg(feature = "tokens")]
    pub(super) fn token_request<'b>(&self, authority: &'b Endpoint, now: UnixTime, timeout: Duration) -> CallState<'b>
    where
        'a: 'b,
    {
        let mut state = CallState::new("get_token", authority, self.options, now, Some(&self.span));
        state.secrets = Secrets::Both;
        state.timeout = timeout;
        state
    }

    /// What is left of the call's timeout: by the clock, or by the waits alone if the clock was set back.
    pub(super) fn time_left(&self, now: UnixTime) -> Duration {
        self.timeout.saturating_sub(now.since(self.started).max(self.waited))
    }

    /// The next attempt begins, with what is left of the call's timeout.
    pub(super) fn begin(&mut self, time_left: Duration) -> Attempt {
        self.attempts += 1;
        let timeout = self.next_timeout(time_left);
        #[cfg(feature = "tokens")]
        {
            self.time_after_attempt = time_left.saturating_sub(timeout);
        }
        Attempt::new(self.operation, self.attempts, timeout)
    }

    #[cfg(not(feature = "tokens"))]
    fn next_timeout(&self, time_left: Duration) -> Duration {
        self.attempt_timeout.min(time_left)
    }

    /// A token request after which no other comes has all that is left.
    #[cfg(feature = "tokens")]
    fn next_timeout(&self, time_left: Duration) -> Duration {
        let timeout = self.attempt_timeout.min(time_left);
        if self.secrets != Secrets::Both {
            return timeout;
        }
        let time_after = time_left.saturating_sub(timeout);
        let context = Context { idempotent: true, attempt: self.attempts, time_left: time_after, random: 0 };
        let after_timeout = self.options.retry_policy().decide(Outcome::Failed(TransportErrorKind::Timeout), context);
        if after_timeout == Decision::Stop { time_left } else { timeout }
    }

    /// Time passed, whatever the clock says.
    pub(super) fn waited(&mut self, time: Duration) {
        self.waited = self.waited.saturating_add(time);
    }

    /// An attempt ended. A safe request has no effect.
    pub(super) fn end(&mut self, outcome: Outcome, safe: bool) {
        use TransportErrorKind::{Misconfigured, NotSent};
        #[cfg(feature = "tokens")]
        {
            // A token endpoint can be slower than an attempt: the next one has all that is left.
            if self.secrets == Secrets::Both && outcome == Outcome::Failed(TransportErrorKind::Timeout) {
                self.attempt_timeout = Duration::MAX;
            }
        }
        self.sent |= !matches!(outcome, Outcome::Failed(NotSent | Misconfigured));
        self.may_have_taken_effect |= !safe && outcome.may_have_taken_effect();
    }

    pub(super) fn client_request_id(&self) -> Option<String> {
        let id = self.client_request_id.as_ref().filter(|_| self.attempts > 0)?;
        Some(id.to_str().ok()?.to_owned())
    }

    pub(super) fn failure(&self, kind: ErrorKind) -> Error {
        Error::new(Failure {
            kind,
            operation: self.operation,
            host: self.endpoint.host().to_owned(),
            client_request_id: self.client_request_id(),
            attempts: self.attempts,
            was_sent: self.sent,
            may_have_taken_effect: self.may_have_taken_effect,
        })
    }
}

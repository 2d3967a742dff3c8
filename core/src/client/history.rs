//! What a call remembers between its attempts.

use crate::error::Failure;
use crate::{Error, ErrorKind, Outcome, Target, TransportErrorKind, UnixTime};
use alloc::borrow::ToOwned;
use alloc::string::String;
use core::time::Duration;
use http::HeaderValue;

pub(super) struct History {
    operation: &'static str,
    request_id: HeaderValue,
    whole: Duration,
    started: UnixTime,
    waited: Duration,
    attempts: u32,
    sent: bool,
    uncertain: bool,
}

impl History {
    pub(super) fn new(operation: &'static str, request_id: HeaderValue, whole: Duration, started: UnixTime) -> Self {
        Self {
            operation,
            request_id,
            whole,
            started,
            waited: Duration::ZERO,
            attempts: 0,
            sent: false,
            uncertain: false,
        }
    }

    /// What is left of the deadline: by the clock, or by the waits alone if the clock was set back.
    pub(super) fn time_left(&self, now: UnixTime) -> Duration {
        self.whole.saturating_sub(now.since(self.started).max(self.waited))
    }

    /// An attempt begins.
    pub(super) fn begin(&mut self) {
        self.attempts += 1;
    }

    /// A wait passed, whatever the clock says.
    pub(super) fn wait(&mut self, wait: Duration) {
        self.waited = self.waited.saturating_add(wait);
    }

    /// An attempt ended like this. What a reading request leaves behind is nothing.
    pub(super) fn end(&mut self, outcome: Outcome, changes_nothing: bool) {
        self.sent |= outcome != Outcome::Failed(TransportErrorKind::NotSent);
        self.uncertain |= !changes_nothing && outcome.may_have_taken_effect();
    }

    pub(super) fn operation(&self) -> &'static str {
        self.operation
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn request_id(&self) -> &HeaderValue {
        &self.request_id
    }

    pub(super) fn request_id_text(&self) -> String {
        self.request_id.to_str().unwrap_or_default().to_owned()
    }

    pub(super) fn failure(&self, target: &Target, kind: ErrorKind) -> Error {
        Error::new(Failure {
            kind,
            operation: self.operation,
            host: target.carrier().host().to_owned(),
            request_id: if self.attempts == 0 { String::new() } else { self.request_id_text() },
            attempts: self.attempts,
            was_sent: self.sent,
            may_have_taken_effect: self.uncertain,
        })
    }
}

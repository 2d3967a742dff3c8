//! In place of `log` without the `tracing` feature: nothing is recorded.

use super::call_state::CallState;
use crate::retry::Outcome;
use crate::{Endpoint, ErrorKind, Secret, TransportError};
use bytes::Bytes;
use core::time::Duration;
use http::{Request, Response};

pub(super) struct Span;

pub(super) fn span(_: &'static str, _: &Endpoint, _: Option<&Span>) -> Span {
    Span
}
pub(super) fn request(_: &CallState<'_>, _: &Request<Bytes>, _: impl FnOnce() -> Option<Secret>) {}
pub(super) fn response(_: &CallState<'_>, _: &Response<Bytes>, _: impl FnOnce() -> Option<Secret>) {}
pub(super) fn failure(_: &CallState<'_>, _: &TransportError) {}
pub(super) fn end(_: &CallState<'_>, _: Result<u16, &ErrorKind>) {}
pub(super) fn retry(_: &CallState<'_>, _: Outcome, _: Duration) {}

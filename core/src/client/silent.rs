//! In place of `log` without the `tracing` feature: nothing is written.

use super::CallOptions;
use super::history::History;
use crate::{ErrorKind, Outcome, Target, TransportError};
use bytes::Bytes;
use core::time::Duration;
use http::{Request, Response};

pub(super) struct Span;

pub(super) fn span(_: &Target, _: &History) -> Span {
    Span
}
pub(super) fn request(_: &CallOptions, _: &Span, _: &History, _: &Request<Bytes>) {}
pub(super) fn answer(_: &CallOptions, _: &Span, _: &History, _: bool, _: &Response<Bytes>) {}
pub(super) fn failure(_: &CallOptions, _: &Span, _: &History, _: &TransportError) {}
pub(super) fn end(_: &Span, _: &History, _: Result<u16, &ErrorKind>) {}
pub(super) fn retry(_: &Span, _: &History, _: Outcome, _: Duration) {}

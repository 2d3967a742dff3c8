//! In place of `log` without the `tracing` feature: nothing is written.

use super::CallOptions;
use super::exchange::Call;
use crate::{ErrorKind, Outcome, Target, TransportError};
use bytes::Bytes;
use core::time::Duration;
use http::{Request, Response};

pub(super) struct Span;

pub(super) fn span(_: &Target, _: &Call) -> Span {
    Span
}
pub(super) fn request(_: &CallOptions, _: &Span, _: &Call, _: &Request<Bytes>) {}
pub(super) fn answer(_: &CallOptions, _: &Span, _: &Call, _: bool, _: &Response<Bytes>) {}
pub(super) fn failure(_: &CallOptions, _: &Span, _: &Call, _: &TransportError) {}
pub(super) fn end(_: &Span, _: &Call, _: Result<u16, &ErrorKind>) {}
pub(super) fn retry(_: &Span, _: &Call, _: Outcome, _: Duration) {}

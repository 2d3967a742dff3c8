//! How far a failed request got: from hyper's errors to the weakest kind that is true.

use crate::stream::NothingWritten;
use http_body_util::LengthLimitError;
use hyper_util::client::legacy::Error as ClientError;
use std::error::Error;
use std::io;
use webpubsub_core::{TransportError, TransportErrorKind};

/// The marker that a connection leaves when it failed before the first byte, if that is the cause.
pub(crate) fn nothing_written(error: &ClientError) -> Option<&NothingWritten> {
    causes(error).find_map(|cause| cause.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref())
}

/// No head of an answer arrived to a request with or without a body.
pub(crate) fn before_answer(error: &ClientError, has_body: bool) -> TransportError {
    // Where the client knows of no connection, none was given the request.
    let not_sent = error.connect_info().is_none()
        || nothing_written(error).is_some()
        || causes(error).any(|cause| never_taken(cause) || refused_by_http2(cause, has_body));
    let kind = if not_sent { TransportErrorKind::NotSent } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, Cause::from(error as &dyn Error))
}

/// A proxy that forwards asks for other credentials, and has not forwarded.
pub(crate) fn refused_by_proxy() -> TransportError {
    TransportError::new(TransportErrorKind::NotSent, "the proxy wants other credentials (407)")
}

/// The answer began and its body failed.
pub(crate) fn in_answer(error: &(dyn Error + Send + Sync + 'static)) -> TransportError {
    if error.is::<LengthLimitError>() {
        return TransportError::new(TransportErrorKind::AnswerTooLarge, "the cap was reached while reading");
    }
    TransportError::new(TransportErrorKind::Interrupted, Cause::from(error as &dyn Error))
}

/// hyper calls a request canceled only while it still holds it whole.
fn never_taken(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled)
}

/// The server said that it has not looked at the request (RFC 9113 sections 8.7 and 6.8).
///
/// h2 gives a received GOAWAY as the error of the streams above its last stream, and of those that it has not opened. It
/// gives streams up to the last one the error of what ends them: an I/O error, or one of its own finding. There is one
/// gap: hyper asks whether the connection still stands between handing over the head and the body, and a graceful GOAWAY
/// that arrives in this moment becomes the request's error although the head may go out. A request without a body is
/// whole with its head; so for these a GOAWAY proves nothing.
fn refused_by_http2(cause: &(dyn Error + 'static), has_body: bool) -> bool {
    cause.downcast_ref::<h2::Error>().filter(|error| error.is_remote()).is_some_and(|error| {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        refused || (error.is_go_away() && has_body)
    })
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// The texts of an error and its causes in one line: hyper's own says little without its causes.
#[derive(Debug)]
struct Cause(String);

impl From<&dyn Error> for Cause {
    fn from(error: &dyn Error) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(next) = cause {
            text = format!("{text}: {next}");
            cause = next.source();
        }
        Self(text)
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Cause {}

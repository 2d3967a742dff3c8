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

/// No head of an answer arrived.
pub(crate) fn before_answer(error: &ClientError) -> TransportError {
    let not_sent = error.is_connect() || nothing_written(error).is_some() || causes(error).any(never_taken);
    let kind = if not_sent { TransportErrorKind::NotSent } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, Cause::from(error as &dyn Error))
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

//! How far a failed request got, by what the service's error says.

use http_body_util::LengthLimitError;
#[cfg(feature = "hyper-util")]
use hyper_util::client::legacy;
use std::error::Error;
use webpubsub_core::transport::TransportErrorKind::{Interrupted, NotSent, ResponseTooLarge};
use webpubsub_core::transport::{TransportError, TransportErrorKind};

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

pub(crate) type Classify = dyn Fn(&(dyn Error + 'static)) -> Option<TransportErrorKind> + Send + Sync;

/// The user's rules, if any, before those of this crate.
#[derive(Default)]
pub(crate) struct Classifier(pub(crate) Option<Box<Classify>>);

impl Classifier {
    /// The service was called, and failed before the head of a response arrived.
    pub(crate) fn before_response(&self, error: BoxError) -> TransportError {
        of_kind(self.kind(&*error), error)
    }

    /// The response began and its body failed.
    pub(crate) fn in_response(&self, error: BoxError, max_size: usize) -> TransportError {
        if error.is::<LengthLimitError>() {
            return response_too_large(max_size);
        }
        let kind = self.kind(&*error);
        // Whatever the error says, the request was sent.
        of_kind(if kind == NotSent { Interrupted } else { kind }, error)
    }

    fn kind(&self, error: &(dyn Error + 'static)) -> TransportErrorKind {
        let by_the_user = || causes(error).find_map(self.0.as_ref()?);
        by_the_user().or_else(|| causes(error).find_map(known)).unwrap_or(Interrupted)
    }
}

/// The service failed to become ready, so that it was not given the request.
pub(crate) fn not_ready(error: BoxError) -> TransportError {
    of_kind(NotSent, error)
}

/// An error of this kind, whose source is the service's own. A service over another transport of this library has one
/// already, and its text is not said twice.
fn of_kind(kind: TransportErrorKind, error: BoxError) -> TransportError {
    match error.downcast::<TransportError>() {
        Ok(own) if own.kind() == kind => *own,
        Ok(own) => TransportError::new(kind, own),
        Err(error) => TransportError::new(kind, error),
    }
}

/// The response is longer than the transport accepts.
pub(crate) fn response_too_large(max_size: usize) -> TransportError {
    TransportError::new(ResponseTooLarge, format!("more than {max_size} bytes"))
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// The kind of an error whose type tells it. The outermost such error decides: a timeout inside of a failed connect is a
/// failed connect.
fn known(error: &(dyn Error + 'static)) -> Option<TransportErrorKind> {
    #[cfg(feature = "hyper-util")]
    if error.downcast_ref::<legacy::Error>().is_some_and(legacy::Error::is_connect) {
        return Some(NotSent);
    }
    #[cfg(feature = "http2")]
    if error.downcast_ref::<h2::Error>().is_some_and(is_refused) {
        return Some(NotSent);
    }
    #[cfg(feature = "tower")]
    if error.is::<tower::timeout::error::Elapsed>() {
        return Some(TransportErrorKind::Timeout);
    }
    #[cfg(feature = "tower")]
    if error.is::<tower::load_shed::error::Overloaded>() {
        return Some(NotSent);
    }
    error.downcast_ref::<TransportError>().map(TransportError::kind)
}

/// The server said that it has not processed the request (RFC 9113 section 8.7).
#[cfg(feature = "http2")]
fn is_refused(error: &h2::Error) -> bool {
    error.is_remote() && error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM)
}

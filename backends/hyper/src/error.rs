//! Classifies hyper's errors: how far a failed request got, as the weakest kind that is true.

use crate::stale_check::NothingWritten;
use http_body_util::LengthLimitError;
use std::error::Error;
use std::{fmt, io};
use webpubsub_core::{BuildError, TransportError, TransportErrorKind};
use webpubsub_proxy::TunnelError;
use webpubsub_tls::{advice, tls_error};

/// The marker that a connection leaves when it failed before the first byte, if that is the cause.
pub(crate) fn nothing_written(error: &hyper::Error) -> Option<&NothingWritten> {
    causes(error).find_map(|cause| cause.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref())
}

/// No connection could be opened, so none was given a request.
#[derive(Clone, Debug)]
pub(crate) enum NoConnection {
    TimedOut,
    Failed { kind: TransportErrorKind, cause: Cause },
}

impl NoConnection {
    /// A setting that cannot be used, a certificate that is not trusted, or a proxy that rejects the credentials or forbids
    /// the host, is a permanent fault. `trust_fault` says what is wrong with the trusted certificates, if anything is.
    pub(crate) fn new(error: &(dyn Error + 'static), trust_fault: Option<&str>) -> Self {
        if causes(error).any(is_elapsed) {
            return Self::TimedOut;
        }
        let advice = causes(error).find_map(|cause| advice(cause, trust_fault));
        let is_permanent =
            advice.is_some() || causes(error).any(|cause| cause.is::<BuildError>() || is_forbidden(cause));
        let kind = if is_permanent { TransportErrorKind::Misconfigured } else { TransportErrorKind::NotSent };
        let mut cause = Cause::from(error);
        if let Some(advice) = advice {
            cause.0.push_str("; ");
            cause.0.push_str(advice);
        }
        Self::Failed { kind, cause }
    }

    /// The task that opens a connection ended without a result, and would again: it panicked, or its runtime ends.
    pub(crate) fn unfinished() -> Self {
        let text = if std::thread::panicking() {
            "connecting panicked, as it does on a tokio runtime without I/O: call enable_all on its builder"
        } else {
            "the tokio runtime shuts down"
        };
        Self::Failed { kind: TransportErrorKind::Misconfigured, cause: Cause(text.to_owned()) }
    }
}

impl From<NoConnection> for TransportError {
    fn from(failure: NoConnection) -> Self {
        match failure {
            NoConnection::TimedOut => Self::connect_timeout(),
            NoConnection::Failed { kind, cause } => Self::new(kind, cause),
        }
    }
}

/// The request, with or without a body, was given to a connection and failed before the head of a response arrived.
pub(crate) fn before_response(error: &hyper::Error, has_body: bool) -> TransportError {
    let not_sent = nothing_written(error).is_some()
        || causes(error).any(|cause| is_canceled_unwritten(cause) || is_refused_by_http2(cause, has_body));
    let kind = if not_sent { TransportErrorKind::NotSent } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, Cause::from(error as &dyn Error))
}

/// The response began and its body failed.
pub(crate) fn in_response(error: &(dyn Error + Send + Sync + 'static), max_size: usize) -> TransportError {
    if error.is::<LengthLimitError>() {
        return response_too_large(max_size);
    }
    TransportError::new(TransportErrorKind::Interrupted, Cause::from(error as &dyn Error))
}

/// The response is longer than the transport accepts.
pub(crate) fn response_too_large(max_size: usize) -> TransportError {
    TransportError::new(TransportErrorKind::ResponseTooLarge, format!("more than {max_size} bytes"))
}

/// A forwarding proxy requires other credentials, and has not forwarded the request.
pub(crate) fn proxy_authentication_required() -> TransportError {
    TransportError::new(TransportErrorKind::Misconfigured, "the proxy requires valid credentials (407)")
}

/// The future is polled outside a tokio runtime.
pub(crate) fn no_runtime() -> TransportError {
    let text = "no tokio runtime: call from within one, for example under #[tokio::main]";
    TransportError::new(TransportErrorKind::Misconfigured, text)
}

/// hyper cancels a request only while it still holds all of it.
fn is_canceled_unwritten(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled)
}

/// The server said that it has not processed the request (RFC 9113 sections 8.7 and 6.8).
///
/// h2 returns a received GOAWAY as the error of the streams above its last stream, and of those that it has not opened.
/// Streams up to the last one get the error of what ends them: an I/O error, or one that h2 itself detects. There is one
/// gap: hyper checks whether the connection is still open between sending the head and the body, and a graceful GOAWAY
/// that arrives in this moment becomes the request's error although the head may go out. A request without a body is
/// complete with its head; so for these a GOAWAY proves nothing.
fn is_refused_by_http2(cause: &(dyn Error + 'static), has_body: bool) -> bool {
    cause.downcast_ref::<h2::Error>().filter(|error| error.is_remote()).is_some_and(|error| {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        refused || (error.is_go_away() && has_body)
    })
}

/// An address did not respond in its share of the connect timeout. For the only address that is all of it, and this comes as
/// often as the end of the whole.
fn is_elapsed(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause.downcast_ref().and_then(io::Error::get_ref);
    inner.is_some_and(<dyn Error + Send + Sync>::is::<tokio::time::error::Elapsed>)
}

/// The proxy opens no tunnel without another setting.
fn is_forbidden(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref().is_some_and(TunnelError::is_permanent)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// The texts of an error and its sources in one line, for hyper's own text says little without them. It therefore has no
/// source itself.
#[derive(Clone, Debug)]
pub(crate) struct Cause(String);

impl From<&(dyn Error + 'static)> for Cause {
    fn from(error: &(dyn Error + 'static)) -> Self {
        let mut texts: Vec<String> = Vec::new();
        for text in causes(error).map(text) {
            // Some errors quote their source in their own text.
            if !texts.iter().any(|outer| outer.contains(&text)) {
                texts.push(text);
            }
        }
        Self(texts.join(": "))
    }
}

/// The texts of rustls do not say what they are about.
fn text(error: &(dyn Error + 'static)) -> String {
    if tls_error(error).is_some() { format!("TLS: {error}") } else { error.to_string() }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Cause {}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error with a source, which it quotes or does not.
    #[derive(Debug)]
    struct Outer(&'static str, io::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.1)
        }
    }

    #[test]
    fn a_cause_says_nothing_twice() {
        for (outer, inner, joined) in [
            ("connecting failed", "refused", "connecting failed: refused"),
            ("connecting failed: refused", "refused", "connecting failed: refused"),
            ("refused", "refused", "refused"),
        ] {
            let innermost = Outer(inner, io::Error::other("by peer"));
            let error = Outer(outer, io::Error::other(innermost));
            assert_eq!(Cause::from(&error as &dyn Error).to_string(), format!("{joined}: by peer"));
        }
    }
}

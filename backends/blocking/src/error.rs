//! Classifies failures: how far a request got, as the weakest kind that is true.

use std::error::Error;
use std::{fmt, io};
use webpubsub_core::{BuildError, TransportError, TransportErrorKind};
use webpubsub_proxy::TunnelError;
use webpubsub_tls::{advice, tls_error};

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// No connection could be opened, so none was given a request.
#[derive(Debug)]
pub(crate) enum NoConnection {
    TimedOut,
    Failed { kind: TransportErrorKind, cause: String },
}

impl NoConnection {
    /// A setting that cannot be used, a certificate that is not trusted, or a proxy that rejects the credentials or forbids
    /// the host, is a permanent fault. `trust_fault` says what is wrong with the trusted certificates, if anything is.
    pub(crate) fn new(error: &(dyn Error + 'static), trust_fault: Option<&str>) -> Self {
        let advice = causes(error).find_map(|cause| advice(cause, trust_fault));
        let is_permanent =
            advice.is_some() || causes(error).any(|cause| cause.is::<BuildError>() || is_forbidden(cause));
        let kind = if is_permanent { TransportErrorKind::Misconfigured } else { TransportErrorKind::NotSent };
        let mut cause = text(error);
        if let Some(advice) = advice {
            cause = format!("{cause}; {advice}");
        }
        Self::Failed { kind, cause }
    }
}

/// A write failed before the first byte of its request.
#[derive(Debug)]
pub(crate) struct NothingWritten {
    /// Whether the connection had sent a request before.
    pub(crate) reused: bool,
    pub(crate) cause: io::Error,
}

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("no connection within the timeout"),
            Self::Failed { cause, .. } => f.write_str(cause),
        }
    }
}

impl fmt::Display for NothingWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the connection was closed before the request was written: {}", self.cause)
    }
}

impl Error for NoConnection {}
impl Error for NothingWritten {}

/// What says that nothing was written, if that is the cause.
pub(crate) fn nothing_written(error: &ureq::Error) -> Option<&NothingWritten> {
    match error {
        ureq::Error::Other(error) => error.downcast_ref(),
        _ => None,
    }
}

/// Once a connection was given the request, whatever fails leaves its outcome open.
pub(crate) fn transport_error(error: ureq::Error) -> TransportError {
    let error: BoxError = match error {
        ureq::Error::Timeout(_) => return TransportError::timeout(),
        ureq::Error::Other(error) => error,
        error => Box::new(error),
    };
    match error.downcast_ref() {
        Some(NoConnection::TimedOut) => TransportError::connect_timeout(),
        Some(NoConnection::Failed { kind, cause }) => TransportError::new(*kind, cause.clone()),
        None if error.is::<NothingWritten>() => TransportError::new(TransportErrorKind::NotSent, error),
        None => TransportError::new(TransportErrorKind::Interrupted, text(&*error)),
    }
}

/// The response is longer than the transport accepts.
pub(crate) fn response_too_large(max_size: usize) -> TransportError {
    TransportError::new(TransportErrorKind::ResponseTooLarge, format!("more than {max_size} bytes"))
}

/// A forwarding proxy requires other credentials, and has not forwarded the request.
pub(crate) fn proxy_authentication_required() -> TransportError {
    TransportError::new(TransportErrorKind::Misconfigured, "the proxy requires valid credentials (407)")
}

/// A logger would receive all bytes of requests and responses.
pub(crate) fn would_log_secrets() -> TransportError {
    let text = "a logger accepts level TRACE of the crate ureq_proto, which shows tokens: allow DEBUG at most (`ureq_proto=debug`)";
    TransportError::new(TransportErrorKind::Misconfigured, text)
}

/// The proxy opens no tunnel without another setting.
fn is_forbidden(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref().is_some_and(TunnelError::is_permanent)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// An error and its causes in one line. The texts of rustls do not say what they are about.
fn text(error: &(dyn Error + 'static)) -> String {
    let named = |error: &(dyn Error + 'static)| match tls_error(error) {
        Some(_) => format!("TLS: {error}"),
        None => error.to_string(),
    };
    causes(error).map(named).collect::<Vec<_>>().join(": ")
}

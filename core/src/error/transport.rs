//! Why a transport returned no response.

use alloc::boxed::Box;
use core::fmt;

/// How far a request got before it failed. A backend chooses the kind that claims no more than it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The service cannot have read the request: no such host, connection refused, TLS failed, the proxy opened no tunnel,
    /// HTTP/2 `REFUSED_STREAM`, or a reused connection was found closed before the first byte. Retried by default.
    NotSent,
    /// The connection broke after the request was, or may have been, written. The request may have taken effect.
    Interrupted,
    /// No response within the timeout. The request may have taken effect.
    Timeout,
    /// A response began and was larger than the backend's maximum. The request took effect.
    ResponseTooLarge,
    /// A setting keeps every request from being sent: a proxy that cannot be used or forbids the request, a certificate
    /// that is not trusted, no runtime. Nothing was sent, and a retry would fail in the same way.
    Misconfigured,
    /// Anything else; never retried. The request may have taken effect.
    Other,
}

/// No response: the kind says how far the request got, the source says why.
///
/// A response with status 4xx or 5xx is not a `TransportError`. The text is the kind's alone; print the
/// [source](core::error::Error::source), too, or use a reporter that does.
pub struct TransportError {
    kind: TransportErrorKind,
    timed_out: bool,
    source: Option<Box<dyn core::error::Error + Send + Sync>>,
}

impl TransportError {
    /// A failure with its cause. The cause must not contain the request's headers.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self { kind, timed_out: false, source: Some(source.into()) }
    }

    /// The timeout passed; there is no further cause.
    pub fn timeout() -> Self {
        Self { kind: TransportErrorKind::Timeout, timed_out: true, source: None }
    }

    /// The timeout passed before a connection was given the request: [`NotSent`](TransportErrorKind::NotSent).
    pub fn connect_timeout() -> Self {
        Self { kind: TransportErrorKind::NotSent, timed_out: true, source: None }
    }

    /// A timeout passed, before or after the request was sent.
    pub fn is_timeout(&self) -> bool {
        self.timed_out || self.kind == TransportErrorKind::Timeout
    }

    /// How far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::NotSent if self.timed_out => "no connection within the timeout",
            TransportErrorKind::NotSent => "the request was not sent",
            TransportErrorKind::Interrupted => "the connection broke before a response arrived",
            TransportErrorKind::Timeout => "no response within the timeout",
            TransportErrorKind::ResponseTooLarge => "the response is larger than the maximum",
            TransportErrorKind::Misconfigured => "the request was not sent because of a setting",
            TransportErrorKind::Other => "the request failed",
        })
    }
}

impl core::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::fmt_with_causes(self, f)
    }
}

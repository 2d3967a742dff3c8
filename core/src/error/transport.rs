//! What a transport says when no answer arrived.

use alloc::boxed::Box;
use core::fmt;

/// How far a request got before it failed. Each kind is a promise: a backend chooses the weakest that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The service cannot have read the request: no such host, connection refused, TLS failed, the proxy refused, HTTP/2
    /// `REFUSED_STREAM`, or a reused connection was found closed before the first byte. Repeated by default.
    NotSent,
    /// The connection broke after the request was, or may have been, written. The request may have taken effect.
    Interrupted,
    /// No answer within the limit. The request may have taken effect.
    Timeout,
    /// An answer began and was longer than the backend's cap. The request took effect.
    AnswerTooLarge,
    /// Anything else; never repeated. The request may have taken effect.
    Other,
}

/// No answer: the kind says how far the request got, the source says why.
///
/// An answer with status 4xx or 5xx is not a `TransportError`; it is an answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn core::error::Error + Send + Sync>>,
}

impl TransportError {
    /// A failure with its cause. The cause must not contain the request's headers.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// The limit passed; there is no deeper cause.
    pub fn timeout() -> Self {
        Self { kind: TransportErrorKind::Timeout, source: None }
    }

    /// How far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::NotSent => "the request was not sent",
            TransportErrorKind::Interrupted => "the connection broke before an answer arrived",
            TransportErrorKind::Timeout => "no answer within the limit",
            TransportErrorKind::AnswerTooLarge => "the answer is larger than the cap",
            TransportErrorKind::Other => "the request failed",
        })
    }
}

impl core::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

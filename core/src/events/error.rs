//! Why a request is not passed to a handler.

use super::UpstreamResponse;
use core::fmt;

/// What is wrong with a request. Each kind has a status, with which the request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UpstreamErrorKind {
    /// Neither `POST` nor a handshake: 405.
    Method,
    /// A header that every event has is missing: 400.
    MissingHeader,
    /// A header of the event occurs twice or cannot be read: 400.
    InvalidHeader,
    /// The origin is not among those allowed: 403.
    ForeignOrigin,
    /// The event is of another hub: 404.
    OtherHub,
    /// There is no signature: 401.
    Unsigned,
    /// The signature is not that of one of the keys: 401.
    WrongSignature,
    /// The code in the URL is missing or wrong: 401.
    WrongCode,
    /// The bearer token is missing or invalid: 401.
    TokenRejected,
    /// The body is not what the event's type promises: 400.
    Body,
}

/// A request that is not verified, or is not an event. It converts into a response with its [status](Self::status) and an
/// empty body; the text is for your log. Neither shows a signature, a code or a token.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamError {
    kind: UpstreamErrorKind,
    what: &'static str,
}

impl UpstreamError {
    pub(super) const fn new(kind: UpstreamErrorKind, what: &'static str) -> Self {
        Self { kind, what }
    }

    /// What is wrong.
    pub fn kind(&self) -> UpstreamErrorKind {
        self.kind
    }

    /// The HTTP status of the response.
    pub fn status(&self) -> u16 {
        match self.kind {
            UpstreamErrorKind::MissingHeader | UpstreamErrorKind::InvalidHeader | UpstreamErrorKind::Body => 400,
            UpstreamErrorKind::Unsigned
            | UpstreamErrorKind::WrongSignature
            | UpstreamErrorKind::WrongCode
            | UpstreamErrorKind::TokenRejected => 401,
            UpstreamErrorKind::ForeignOrigin => 403,
            UpstreamErrorKind::OtherHub => 404,
            UpstreamErrorKind::Method => 405,
        }
    }
}

impl fmt::Display for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            UpstreamErrorKind::MissingHeader => write!(f, "the header {} is missing", self.what),
            _ => f.write_str(self.what),
        }
    }
}

impl fmt::Debug for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for UpstreamError {}

impl From<UpstreamError> for UpstreamResponse {
    fn from(error: UpstreamError) -> Self {
        let response = Self::new(error.status());
        if error.kind == UpstreamErrorKind::Method { response.with_header("allow", "OPTIONS, POST") } else { response }
    }
}

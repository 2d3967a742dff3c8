//! Why an event was not delivered, or its response not used.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::client::MAX_RESPONSE_SIZE;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The handler did not allow this emulator to send events, for this reason.
    NotValidated(String),
    /// No response came.
    Connection(String),
    /// The handler in this process panicked.
    Panicked,
    TooLarge,
    Timeout(Duration),
    /// A text of the client cannot stand in this header.
    Header(String),
    UrlTooLong,
    /// A response with another status than 2xx.
    Status(StatusCode),
    /// A response that breaks this rule.
    Response(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotValidated(reason) => write!(f, "validation failed: {reason}"),
            Self::Connection(reason) => write!(f, "no response: {reason}"),
            Self::Panicked => f.write_str("the handler panicked"),
            Self::TooLarge => write!(f, "the response has more than {MAX_RESPONSE_SIZE} bytes"),
            Self::Timeout(timeout) => write!(f, "no response within {timeout:?}"),
            Self::Header(name) => write!(f, "{name} has characters that a header cannot have"),
            Self::UrlTooLong => f.write_str("the URL is too long"),
            Self::Status(status) => write!(f, "the response has the status {}", status.as_u16()),
            Self::Response(rule) => write!(f, "the response is invalid: {rule}"),
        }
    }
}

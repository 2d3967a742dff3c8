//! What is sent back to the service.

use super::ConnectionState;
use super::response_builder::StateChange;
use crate::BuildError;
use crate::header::validate_header_value;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;

/// A response to the service, for any HTTP library: status, headers and body. With the `http` feature it converts into an
/// `http::Response<Bytes>`.
///
/// [`Event`](super::Event) and its kinds make one. If what a handler set is invalid, a group's name or a state that is too
/// large, it is 500 with an empty body, and [`error`](Self::error) says what was wrong, for your log.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "the service waits for it"]
pub struct UpstreamResponse {
    status: u16,
    headers: Vec<(Cow<'static, str>, String)>,
    body: Bytes,
    error: Option<BuildError>,
}

impl UpstreamResponse {
    /// Without headers and body.
    pub(super) fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), error: None }
    }

    /// Of what a handler returned. If that is an error, the response is 500 with an empty body: nothing of the error reaches
    /// the service or the client. Log it before. An [`UpstreamError`](super::UpstreamError) converts by itself, with its own
    /// status.
    pub fn from_result<R: Into<Self>, E>(result: Result<R, E>) -> Self {
        result.map_or_else(|_| Self::internal_error(), Into::into)
    }

    /// 500 with an empty body: the handler failed. The service retries, or drops what the event stands for.
    pub fn internal_error() -> Self {
        Self::new(500)
    }

    /// Of what a builder made.
    pub(super) fn built(result: Result<Self, BuildError>) -> Self {
        result.unwrap_or_else(|error| Self { error: Some(error), ..Self::internal_error() })
    }

    /// `status` with a text for the client.
    pub(super) fn refusal(status: u16, text: String) -> Self {
        Self::built(validate_refusal(status).map(|()| Self::new(status).with_body("text/plain; charset=utf-8", text)))
    }

    pub(super) fn with_header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn with_body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.with_header("content-type", content_type)
    }

    pub(super) fn with_state(self, state: Option<StateChange>) -> Self {
        match state {
            None => self,
            Some(change) => self.with_header(ConnectionState::HEADER, change.into_header()),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Names in lower case, and values, which are visible ASCII characters, spaces and tabs.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, value.as_str()))
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, without a copy.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// What the handler set and was invalid.
    pub fn error(&self) -> Option<&BuildError> {
        self.error.as_ref()
    }
}

/// Shows neither headers nor body.
impl fmt::Debug for UpstreamResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamResponse")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

pub(super) fn validate_refusal(status: u16) -> Result<(), BuildError> {
    if (400..600).contains(&status) {
        return Ok(());
    }
    Err(BuildError::new("status", format!("must be 400 to 599 to refuse, is {status}")))
}

pub(super) fn validate_value(field: &'static str, value: &str) -> Result<(), BuildError> {
    validate_header_value(value)
        .map_err(|_| BuildError::new(field, "must be visible ASCII characters, spaces and tabs"))
}

//! What is sent back to the service.

use super::ConnectionState;
use super::state::encode;
use crate::BuildError;
use crate::header::validate_header_value;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use serde::Serialize;

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
    /// the service or the client. Log it before.
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
            Some(StateChange(header)) => self.with_header(ConnectionState::HEADER, header),
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

/// The new value of a connection's state; empty clears it.
#[derive(Clone)]
pub(super) struct StateChange(String);

impl fmt::Debug for StateChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateChange").field("bytes", &self.0.len()).finish()
    }
}

impl StateChange {
    pub(super) fn set<T: Serialize + ?Sized>(state: &T) -> Result<Self, BuildError> {
        encode(state).map(Self)
    }

    pub(super) fn clear() -> Self {
        Self(String::new())
    }
}

/// What the builders of responses share: `state`, `clear_state`, and the conversion.
macro_rules! response_builder {
    ($builder:ident) => {
        impl $builder {
            /// Sets the connection's state: a struct or a map, at most
            /// [`ConnectionState::MAX_SIZE`](crate::events::ConnectionState::MAX_SIZE). The service keeps the old one if
            /// nothing is set.
            pub fn state<T: serde::Serialize + ?Sized>(mut self, state: &T) -> Self {
                match $crate::events::response::StateChange::set(state) {
                    Ok(state) => self.state = Some(state),
                    Err(error) => self.reject(error),
                }
                self
            }

            /// Clears the connection's state.
            pub fn clear_state(mut self) -> Self {
                self.state = Some($crate::events::response::StateChange::clear());
                self
            }

            fn reject(&mut self, error: $crate::BuildError) {
                self.fault.get_or_insert(error);
            }
        }

        impl From<$builder> for $crate::events::UpstreamResponse {
            fn from(builder: $builder) -> Self {
                Self::built(builder.build())
            }
        }

        #[cfg(feature = "http")]
        impl From<$builder> for http::Response<bytes::Bytes> {
            fn from(builder: $builder) -> Self {
                $crate::events::UpstreamResponse::from(builder).into()
            }
        }
    };
}

pub(super) use response_builder;

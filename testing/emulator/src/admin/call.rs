//! A request to the endpoint, and why it fails.

use std::sync::Arc;

use http::StatusCode;
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::server::{Body, ConnectionInfo, Query, Service};

/// More than any parameters take.
const MAX_BODY_SIZE: usize = 64 * 1024;

pub(super) struct Call<'a> {
    pub(super) service: &'a Arc<Service>,
    pub(super) connection: ConnectionInfo,
    pub(super) parts: &'a Parts,
    /// As the caller addressed it.
    pub(super) host: &'a str,
    pub(super) query: &'a Query,
    pub(super) body: Body<'a>,
}

/// A status, and the reason for the caller.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) reason: String,
}

impl Failure {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }

    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }

    pub(super) fn method(allowed: &str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, format!("This path has {allowed}."))
    }
}

impl Call<'_> {
    /// The body: a JSON object, or nothing.
    pub(super) async fn json(&mut self) -> Result<Map<String, Value>, Failure> {
        let body = self.body.read(MAX_BODY_SIZE).await.map_err(|unread| Failure::invalid(unread.message()))?;
        if body.is_empty() {
            return Ok(Map::new());
        }
        serde_json::from_slice(&body)
            .map_err(|error| Failure::invalid(format!("The body must be a JSON object: {error}.")))
    }

    /// A whole number in the query.
    pub(super) fn number(&self, name: &str, default: u64) -> Result<u64, Failure> {
        let Some(text) = self.query.get(name) else { return Ok(default) };
        text.parse().map_err(|_| Failure::invalid(format!("{name} must be a whole number.")))
    }
}

/// Seconds in a body, as a number of at least 0.
pub(super) fn seconds(parameters: &Map<String, Value>, name: &str) -> Result<std::time::Duration, Failure> {
    let seconds = parameters.get(name).and_then(Value::as_f64);
    let duration = seconds.and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| Failure::invalid(format!("{name} must be a number of seconds, 0 or more.")))
}

/// A segment of a path. What is not UTF-8 names nothing.
pub(super) fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

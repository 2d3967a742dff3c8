//! What a caller can change about how calls are made.

use crate::header::{validate_count, validate_header};
use crate::{BuildError, RetryPolicy};
use alloc::format;
use alloc::vec::Vec;
use core::time::Duration;
use http::{HeaderName, HeaderValue};

/// Settings for the calls of a client: `client.with_options(options)`, also right after construction.
///
/// What is not set here stays as the client has it. An invalid value is rejected by the first call.
///
/// ```
/// # use core::time::Duration;
/// # use webpubsub_core::{CallOptions, RetryPolicy};
/// let options = CallOptions::new().timeout(Duration::from_secs(2)).retry(RetryPolicy::never()).logging(true);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[must_use = "options do nothing until they are given to a client"]
pub struct CallOptions {
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    logging: Option<bool>,
    logging_bodies: Option<bool>,
    client_request_id: Option<HeaderValue>,
    user_agent: Option<HeaderValue>,
    headers: Vec<(HeaderName, HeaderValue)>,
    fault: Option<BuildError>,
}

impl CallOptions {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a call may take with all its attempts and backoff: 100 s unless set. Measured by the transport's clock and
    /// timers; if the wall clock is set back meanwhile, an attempt can start late, but none takes longer than its own
    /// timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long one attempt may take: 30 s unless set. A token request that takes longer is begun once more, with all that is
    /// left of the call's timeout, because a token endpoint can be slower.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// When failed attempts are retried: [`RetryPolicy::at_most_once`] unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Writes a `tracing` event (level DEBUG) for each request and response: method, URL, headers, status. Off unless
    /// set: while it is off, there is no such event at any level. Needs the `tracing` feature, which `webpubsub-hyper` has
    /// on by default; with it, every call also opens an INFO span `webpubsub.call` with operation, host, URL without
    /// query, and status.
    /// Keys and tokens are never shown; names of users, groups and connections are.
    pub fn logging(mut self, on: bool) -> Self {
        self.logging = Some(on);
        self
    }

    /// With [`logging`](CallOptions::logging), also shows bodies, up to 4,096 bytes of each. Off unless set. Bodies that
    /// hold tokens stay hidden.
    pub fn logging_bodies(mut self, on: bool) -> Self {
        self.logging_bodies = Some(on);
        self
    }

    /// The `x-ms-client-request-id` of each call, in place of a new random UUID. Visible ASCII, at most 128 characters.
    pub fn client_request_id(mut self, id: &str) -> Self {
        let value = Some(id).filter(|id| !id.is_empty() && id.len() <= 128 && id.bytes().all(|b| b.is_ascii_graphic()));
        match value.map(HeaderValue::from_str) {
            Some(Ok(value)) => self.client_request_id = Some(value),
            _ => self.reject(BuildError::new("request id", "must be 1 to 128 visible ASCII characters")),
        }
        self
    }

    /// Puts the name of an application before the library's in `User-Agent`: `my-app/1.0`.
    pub fn user_agent(mut self, prefix: &str) -> Self {
        let legal = !prefix.trim().is_empty() && prefix.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        match HeaderValue::from_str(&format!("{} {USER_AGENT}", prefix.trim())) {
            Ok(value) if legal => self.user_agent = Some(value),
            _ => self.reject(BuildError::new("user agent", "must be visible ASCII characters and spaces")),
        }
        self
    }

    /// Adds a header to each request, a gateway's key for example; a second one of the same name is sent along with the
    /// first. Headers that the library writes itself are rejected, see
    /// [`RawRequest::header`](crate::operations::RawRequest::header).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (validate_header(name, value), HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(()), Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                self.headers.push((name, value));
            }
            (Err(error), ..) => self.reject(error),
            _ => self.reject(BuildError::new("header", "is not a valid header")),
        }
        self
    }

    fn reject(&mut self, error: BuildError) {
        self.fault.get_or_insert(error);
    }

    /// These options where they are set, `other` where they are not.
    pub(crate) fn over(self, other: &Self) -> Self {
        let count = validate_count((other.headers.len() + self.headers.len()).saturating_sub(1));
        let mut headers = other.headers.clone();
        headers.extend(self.headers);
        Self {
            timeout: self.timeout.or(other.timeout),
            attempt_timeout: self.attempt_timeout.or(other.attempt_timeout),
            retry: self.retry.or(other.retry),
            logging: self.logging.or(other.logging),
            logging_bodies: self.logging_bodies.or(other.logging_bodies),
            client_request_id: self.client_request_id.or_else(|| other.client_request_id.clone()),
            user_agent: self.user_agent.or_else(|| other.user_agent.clone()),
            headers,
            fault: other.fault.clone().or(self.fault).or(count.err()),
        }
    }

    pub(super) fn validate(&self) -> Result<(), BuildError> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    pub(super) fn call_timeout(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(100))
    }

    pub(super) fn attempt_timeout_or_default(&self) -> Duration {
        self.attempt_timeout.unwrap_or(Duration::from_secs(30))
    }

    pub(super) fn retry_policy(&self) -> RetryPolicy {
        self.retry.unwrap_or_default()
    }

    pub(super) fn own_request_id(&self) -> Option<&HeaderValue> {
        self.client_request_id.as_ref()
    }

    pub(super) fn user_agent_or_default(&self) -> HeaderValue {
        self.user_agent.clone().unwrap_or(HeaderValue::from_static(USER_AGENT))
    }

    pub(super) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// The values of headers that can be secrets. Shorter ones are common words.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().filter_map(|(_, value)| value.to_str().ok()).filter(|value| value.len() >= 8)
    }

    #[cfg_attr(not(feature = "tracing"), allow(dead_code))]
    pub(super) fn logs(&self) -> bool {
        self.logging.unwrap_or(false)
    }

    #[cfg_attr(not(feature = "tracing"), allow(dead_code))]
    pub(super) fn logs_bodies(&self) -> bool {
        self.logging_bodies.unwrap_or(false)
    }
}

const USER_AGENT: &str = concat!("webpubsub-rust/", env!("CARGO_PKG_VERSION"));

impl core::fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.call_timeout())
            .field("attempt_timeout", &self.attempt_timeout_or_default())
            .field("retry", &self.retry_policy())
            .field("logging", &self.logging)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

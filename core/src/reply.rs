//! Step 5, read: the little of an answer that operations look at.

use crate::retry::retry_after;
use crate::{ServiceError, UnixTime};
use core::time::Duration;

/// An answer, reduced to what operations read: status, three headers, body. Borrowed, so that parsing copies nothing.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    status: u16,
    error_code: Option<&'a str>,
    request_id: Option<&'a str>,
    content_type: Option<&'a str>,
    retry_after: Option<Duration>,
    body: &'a [u8],
}

impl<'a> Reply<'a> {
    /// Picks out of all headers (names in any case) those that matter. `now` turns a `Retry-After` date into a wait.
    pub fn new(
        status: u16,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: &'a [u8],
        now: UnixTime,
    ) -> Self {
        let mut reply =
            Self { status, error_code: None, request_id: None, content_type: None, retry_after: None, body };
        for (name, value) in headers {
            match () {
                () if name.eq_ignore_ascii_case("x-ms-error-code") => reply.error_code = Some(value),
                () if name.eq_ignore_ascii_case("x-ms-request-id") => reply.request_id = Some(value),
                () if name.eq_ignore_ascii_case("content-type") => reply.content_type = Some(value),
                // Several of these can stand side by side; nobody waits less than was asked.
                () => reply.retry_after = reply.retry_after.max(retry_after(name, value, now)),
            }
        }
        reply
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// `x-ms-error-code`
    pub fn error_code(&self) -> Option<&'a str> {
        self.error_code
    }

    /// `x-ms-request-id`, the service's own id of the request.
    pub fn request_id(&self) -> Option<&'a str> {
        self.request_id
    }

    /// `Content-Type`
    pub fn content_type(&self) -> Option<&'a str> {
        self.content_type
    }

    /// How long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The whole body.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Success is exactly `status`; anything else, also another 2xx, is an error.
    pub fn expect(&self, status: u16) -> Result<(), ServiceError> {
        if self.status == status {
            return Ok(());
        }
        Err(ServiceError::unexpected_status(self))
    }

    /// 200 is yes, 404 is no, anything else is an error.
    pub fn yes_or_no(&self) -> Result<bool, ServiceError> {
        match self.status {
            404 => Ok(false),
            _ => self.expect(200).map(|()| true),
        }
    }
}

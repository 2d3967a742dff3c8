//! Step 5, parse: the parts of a response that operations read.

#[cfg(feature = "error-details")]
use crate::challenge;
use crate::retry::retry_after;
use crate::{ServiceError, UnixTime};
#[cfg(feature = "error-details")]
use alloc::borrow::Cow;
#[cfg(feature = "error-details")]
use alloc::string::String;
use core::fmt;
use core::time::Duration;

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// A response, reduced to what operations read: status, a few headers, body. Borrowed, so that parsing copies nothing.
#[derive(Clone, Copy)]
pub struct ResponseParts<'a> {
    status: u16,
    error_code: Option<&'a str>,
    request_id: Option<&'a str>,
    content_type: Option<&'a str>,
    location: Option<&'a str>,
    challenge: Option<&'a [u8]>,
    retry_after: Option<Duration>,
    body: &'a [u8],
}

impl<'a> ResponseParts<'a> {
    /// Picks the headers that matter (names in any case). `now` turns a `Retry-After` date into a duration.
    pub fn new(
        status: u16,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: &'a [u8],
        now: UnixTime,
    ) -> Self {
        let mut parts = Self {
            status,
            error_code: None,
            request_id: None,
            content_type: None,
            location: None,
            challenge: None,
            retry_after: None,
            body,
        };
        for (name, value) in headers {
            match () {
                () if name.eq_ignore_ascii_case("x-ms-error-code") => parts.error_code = Some(value),
                () if name.eq_ignore_ascii_case("x-ms-request-id") => parts.request_id = Some(value),
                () if name.eq_ignore_ascii_case("content-type") => parts.content_type = Some(value),
                #[cfg(feature = "error-details")]
                () if name.eq_ignore_ascii_case("location") => parts.location = Some(value),
                #[cfg(feature = "error-details")]
                () if name.eq_ignore_ascii_case("www-authenticate") => parts.add_challenge(value.as_bytes()),
                // Several of these can stand side by side; the longest wait counts.
                () => parts.retry_after = parts.retry_after.max(retry_after(name, value, now)),
            }
        }
        parts
    }

    /// Of several challenges, the first with a reason counts.
    #[cfg(feature = "error-details")]
    pub(crate) fn add_challenge(&mut self, value: &'a [u8]) {
        let has_reason = |first: &&[u8]| challenge::has_reason(&String::from_utf8_lossy(first));
        self.challenge = self.challenge.filter(has_reason).or(Some(value));
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

    /// `Location`: where a redirect points, as it came. It is never followed. Read with the feature `error-details`.
    pub fn location(&self) -> Option<&'a str> {
        self.location
    }

    /// `WWW-Authenticate`, of several the one with an `error` or `error_description`, if it is UTF-8. Read with the feature
    /// `error-details`.
    pub fn challenge(&self) -> Option<&'a str> {
        core::str::from_utf8(self.challenge?).ok()
    }

    /// As [`challenge`](Self::challenge); what is not UTF-8 is replaced.
    #[cfg(feature = "error-details")]
    pub(crate) fn challenge_text(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.challenge.unwrap_or_default())
    }

    /// How long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The whole body.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The body without a byte order mark, which some servers write before JSON.
    pub(crate) fn text(&self) -> &'a [u8] {
        self.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(self.body)
    }

    /// Success is exactly `status`; anything else, also another 2xx, is an error, and so is a page for people.
    ///
    /// A captive portal, a login or a gateway can respond in place of the service, with any status and an HTML page. The
    /// service never responds with one. No other content type is rejected, and none is required.
    pub fn expect_status(&self, status: u16) -> Result<(), ServiceError> {
        let unreadable = match () {
            () if self.status != status => None,
            () if self.is_html() => Some("an HTML page, not a response of the service"),
            () => return Ok(()),
        };
        Err(ServiceError::new(self, unreadable))
    }

    /// 200 is `true`, 404 is `false`, anything else is an error, as for [`expect_status`](Self::expect_status).
    pub fn exists(&self) -> Result<bool, ServiceError> {
        let expected = if self.status == 404 { 404 } else { 200 };
        self.expect_status(expected).map(|()| expected == 200)
    }

    /// By its content type (`text/html`, `application/xhtml+xml`), or by how it begins.
    fn is_html(&self) -> bool {
        let kind = self.content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
        let named = kind.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b"html"));
        named || self.text().trim_ascii_start().starts_with(b"<")
    }
}

/// Shows no text of the response: it may be a token.
impl fmt::Debug for ResponseParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseParts")
            .field("status", &self.status)
            .field("retry_after", &self.retry_after)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

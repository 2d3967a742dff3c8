//! A response of the service that is not success.

use super::details::{Details, Redaction, hide_in, hide_in_body};
use crate::ResponseParts;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use bytes::Bytes;
use core::fmt;
use core::time::Duration;

/// The service responded, but not with the operation's success.
///
/// Parsed are JSON bodies (`{"code", "message", "target", "inner"}`, also wrapped in `"error"`) and the `x-ms-error-code`
/// header; what these leave open is read from the `error` and `error_description` of a `WWW-Authenticate` header. Headers
/// are all that a response to HEAD can have. Any other body is kept as it came: [`body`](ServiceError::body).
///
/// A service, or whatever stands in its place, can send back what it received. So the token of the call, values of headers
/// from `CallOptions` and whatever looks like a JSON Web Token are `[secret]` in all that this error holds: also pieces of
/// at least 16 characters, in any case, percent-encoded, escaped, or as base64. The text of the error is cut, and characters
/// that are not seen are escaped in it; what the getters return is for code and is neither.
///
/// Without the feature `error-details` there are only the status and the `x-ms-error-code` header, and the body as it came.
#[derive(Clone)]
pub struct ServiceError(Box<Facts>);

#[derive(Clone)]
struct Facts {
    status: u16,
    unreadable: Option<&'static str>,
    details: Details,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    body: Bytes,
}

impl Facts {
    fn bare(response: &ResponseParts<'_>) -> Self {
        Self {
            status: response.status(),
            unreadable: None,
            details: Details::default(),
            request_id: response.request_id().map(ToOwned::to_owned),
            retry_after: response.retry_after(),
            body: Bytes::copy_from_slice(response.body()),
        }
    }
}

impl ServiceError {
    /// The status is not the operation's success.
    pub fn unexpected_status(response: &ResponseParts<'_>) -> Self {
        Self::new(response, None)
    }

    /// The status is not the operation's success, or `unreadable` says what else is not.
    pub(crate) fn new(response: &ResponseParts<'_>, unreadable: Option<&'static str>) -> Self {
        Self::of(Facts { unreadable, details: Details::of(response), ..Facts::bare(response) })
    }

    /// The status is the operation's success, but the rest of the response is not. The request may have taken effect.
    pub fn unreadable(response: &ResponseParts<'_>, what: &'static str) -> Self {
        Self::new(response, Some(what))
    }

    /// As [`unreadable`](ServiceError::unreadable), for a response whose body may hold a secret: it is not kept.
    pub fn unreadable_secret(response: &ResponseParts<'_>, what: &'static str) -> Self {
        Self::of(Facts { unreadable: Some(what), body: Bytes::new(), ..Facts::bare(response) })
    }

    fn of(facts: Facts) -> Self {
        let mut error = Self(Box::new(facts));
        error.hide("");
        error
    }

    /// Hides all that the body says.
    #[cfg(feature = "http")]
    pub(crate) fn hide_all(&mut self) {
        (self.0.details, self.0.body) = (Details::default(), Bytes::new());
    }

    /// Hides a secret of the caller's, wherever the response repeats it, and tokens.
    pub(crate) fn hide(&mut self, secret: &str) {
        let secrets = Redaction::of(secret);
        self.0.details.hide(&secrets);
        hide_in(&mut self.0.request_id, &secrets);
        hide_in_body(&mut self.0.body, &secrets);
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The service's error code, such as `Error.Connection.NotExisted`, from the body or the `x-ms-error-code` header; else
    /// the `error` of a challenge, such as `invalid_token`.
    pub fn code(&self) -> Option<&str> {
        self.0.details.code()
    }

    /// The service's message, or the `error_description` of a challenge.
    pub fn message(&self) -> Option<&str> {
        self.0.details.message()
    }

    /// What the error is about, such as `Connection`.
    pub fn target(&self) -> Option<&str> {
        self.0.details.target()
    }

    /// The code one level down (`inner`, else the first of `details`), if there is one.
    pub fn inner_code(&self) -> Option<&str> {
        self.0.details.inner_code()
    }

    /// The service's id of the request (`x-ms-request-id`), for a support case.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Where a redirect (a status from 300 to 399) points: its `Location` without query, user and password. No redirect is
    /// followed, because a signed request does not leave the service; the endpoint may be wrong.
    pub fn location(&self) -> Option<&str> {
        self.0.details.location()
    }

    /// How long the service asks to wait, from the moment its response arrived.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The body as it came, but for secrets: JSON, plain text, HTML or nothing.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// A success by its status alone: the body cannot be parsed, or it is a page of something before the service. The
    /// request may have taken effect.
    pub fn is_unreadable(&self) -> bool {
        self.0.unreadable.is_some()
    }

    /// Whether the response gives any reason.
    #[cfg(feature = "http")]
    pub(crate) fn has_reason(&self) -> bool {
        self.is_unreadable()
            || self.code().is_some()
            || self.message().is_some()
            || self.location().is_some()
            || !self.0.body.trim_ascii().is_empty()
    }

    /// The reason, as it follows `503 from host (request …)` in the text of a call's error.
    pub(crate) fn fmt_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(what) = self.0.unreadable {
            return f.write_str(what);
        }
        if self.0.details.fmt(&self.0.body, f)? { Ok(()) } else { f.write_str("no reason given") }
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::fmt_with_causes(self, f)
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.status)?;
        self.fmt_reason(f)
    }
}

impl core::error::Error for ServiceError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UnixTime;

    fn error(headers: &[(&str, &str)], body: &str) -> ServiceError {
        ServiceError::unexpected_status(&ResponseParts::new(
            404,
            headers.iter().copied(),
            body.as_bytes(),
            UnixTime::from_secs(0),
        ))
    }

    #[test]
    fn reads_flat_nested_and_header_codes() {
        let flat = error(&[], r#"{"code":"A","message":"b","target":"c","details":[],"inner":{"code":"I"}}"#);
        assert_eq!((flat.code(), flat.message(), flat.target()), (Some("A"), Some("b"), Some("c")));
        assert_eq!(flat.inner_code(), Some("I"));
        let nested = error(&[], r#"{"error":{"code":"X","message":"y"}}"#);
        assert_eq!((nested.code(), nested.message()), (Some("X"), Some("y")));
        let head = error(&[("X-Ms-Error-Code", "Warning.Group.NotExisted")], "");
        assert_eq!(head.code(), Some("Warning.Group.NotExisted"));
    }

    #[test]
    fn keeps_what_is_not_json() {
        let html = error(&[], "<html>denied</html>");
        assert_eq!(html.body().as_ref(), b"<html>denied</html>");
        assert_eq!(alloc::format!("{html}"), "404: <html>denied</html>");
        assert_eq!(error(&[], r#"{"code": oops"#).body().as_ref(), br#"{"code": oops"#);
    }
}

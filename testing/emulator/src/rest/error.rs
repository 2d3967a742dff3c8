//! Error responses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::Full;
use serde::Serialize;

use super::Response;
use crate::record::Outcome;

const ERROR_CODE: HeaderName = HeaderName::from_static("x-ms-error-code");

/// Why a call is rejected.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rejection {
    status: StatusCode,
    detail: Option<Detail>,
    /// Repeated in `x-ms-error-code`.
    code_header: Option<&'static str>,
    /// One more header.
    header: Option<Box<(HeaderName, String)>>,
    /// For the record alone.
    why: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Detail {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'static str>,
}

impl Rejection {
    /// Only a status.
    pub(super) fn status(status: StatusCode) -> Self {
        Self { status, detail: None, code_header: None, header: None, why: None }
    }

    /// 401, whose reason the caller does not receive.
    pub(super) fn unauthorized(why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..Self::status(StatusCode::UNAUTHORIZED) }
    }

    pub(super) fn bad_request(target: &'static str, message: impl Into<String>) -> Self {
        let detail = Detail { code: "Error.BadRequest", message: message.into(), target: Some(target) };
        Self { detail: Some(detail), ..Self::status(StatusCode::BAD_REQUEST) }
    }

    pub(super) fn request_timeout(target: &'static str, message: &str) -> Self {
        let detail = Detail { code: "Error.RequestTimeout", message: message.to_owned(), target: Some(target) };
        Self { detail: Some(detail), ..Self::status(StatusCode::REQUEST_TIMEOUT) }
    }

    pub(super) fn not_found(code: &'static str, message: impl Into<String>, target: &'static str) -> Self {
        Self::coded(StatusCode::NOT_FOUND, code, message.into(), target)
    }

    pub(super) fn conflict(code: &'static str, message: impl Into<String>, target: &'static str) -> Self {
        Self::coded(StatusCode::CONFLICT, code, message.into(), target)
    }

    /// 404: no operation has this path.
    pub(super) fn unknown_path() -> Self {
        let why = Some("no operation has this path".to_owned());
        Self { why, ..Self::status(StatusCode::NOT_FOUND) }
    }

    /// 404 to HEAD: without a body, the code is only in a header.
    pub(super) fn missing(code: &'static str) -> Self {
        Self { code_header: Some(code), ..Self::status(StatusCode::NOT_FOUND) }
    }

    fn coded(status: StatusCode, code: &'static str, message: String, target: &'static str) -> Self {
        let detail = Detail { code, message, target: Some(target) };
        Self { detail: Some(detail), code_header: Some(code), ..Self::status(status) }
    }

    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        let header = Some(Box::new((ALLOW, allowed.to_owned())));
        let why = Some(format!("this path has {allowed}"));
        Self { header, why, ..Self::status(StatusCode::METHOD_NOT_ALLOWED) }
    }

    /// 429, with the seconds of `Retry-After`.
    pub(super) fn too_many_requests(seconds: u64) -> Self {
        let header = Some(Box::new((RETRY_AFTER, seconds.to_string())));
        let why = Some("throttled".to_owned());
        Self { header, why, ..Self::status(StatusCode::TOO_MANY_REQUESTS) }
    }

    /// 401 with a claims challenge: it demands a token with these claims, JSON.
    pub(super) fn claims(claims: &str) -> Self {
        let claims = STANDARD.encode(claims);
        let challenge = format!(r#"Bearer realm="", error="insufficient_claims", claims="{claims}""#);
        Self::challenge(challenge)
    }

    /// 401 with this `WWW-Authenticate`.
    pub(super) fn challenge(challenge: String) -> Self {
        let why = Some(challenge.clone());
        Self { header: Some(Box::new((WWW_AUTHENTICATE, challenge))), why, ..Self::status(StatusCode::UNAUTHORIZED) }
    }

    pub(super) fn response(&self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = self.status;
        let why = self.why.clone().or_else(|| Some(self.detail.as_ref()?.message.clone()));
        let why = why.or_else(|| self.code_header.map(str::to_owned));
        response.extensions_mut().insert(Outcome { receivers: None, refusal: why });
        if let Some(detail) = &self.detail {
            // Serializing three strings to memory cannot fail.
            let body = serde_json::to_vec(detail).unwrap_or_default();
            *response.body_mut() = Full::new(Bytes::from(body));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        }
        if let Some(code) = self.code_header {
            response.headers_mut().insert(ERROR_CODE, HeaderValue::from_static(code));
        }
        if let Some((name, value)) = self.header.as_deref()
            && let Ok(value) = HeaderValue::from_str(value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

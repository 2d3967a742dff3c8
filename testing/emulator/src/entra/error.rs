//! Errors of token requests: OAuth's error code, and Entra's own number.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::json;

/// An error as Entra returns it: status, OAuth error, AADSTS number, and description.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TokenError {
    status: StatusCode,
    error: &'static str,
    number: u32,
    description: String,
}

impl TokenError {
    fn new(status: StatusCode, error: &'static str, number: u32, description: String) -> Self {
        Self { status, error, number, description }
    }

    pub(super) fn tenant(tenant: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 90002, format!("Tenant '{tenant}' not found."))
    }

    pub(super) fn application(client_id: &str, tenant: &str) -> Self {
        let description =
            format!("Application with identifier '{client_id}' was not found in the directory '{tenant}'.");
        Self::new(StatusCode::BAD_REQUEST, "unauthorized_client", 700_016, description)
    }

    pub(super) fn secret() -> Self {
        let description = "Invalid client secret provided.".to_owned();
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_215, description)
    }

    pub(super) fn assertion() -> Self {
        let description = "The client assertion failed signature validation.".to_owned();
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 700_027, description)
    }

    pub(super) fn no_credential() -> Self {
        let description = "The request must contain 'client_secret' or 'client_assertion'.".to_owned();
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_218, description)
    }

    pub(super) fn scope(scope: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", 70011, format!("The scope '{scope}' is not valid."))
    }

    pub(super) fn grant(grant: &str) -> Self {
        let description = format!("The grant type '{grant}' is not supported.");
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", 70003, description)
    }

    pub(super) fn malformed(description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 900_144, description.to_owned())
    }

    /// The same when the body did not come in time.
    pub(super) fn late(description: &str) -> Self {
        Self { status: StatusCode::REQUEST_TIMEOUT, ..Self::malformed(description) }
    }

    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        let Self { error, number, description, .. } = self;
        // Entra adds lines for its support; the first line alone describes the error.
        let trace = "00000000-0000-0000-0000-000000000000";
        let body = json!({
            "error": error,
            "error_description": format!("AADSTS{number}: {description}\r\nTrace ID: {trace}\r\nCorrelation ID: {trace}"),
            "error_codes": [number],
            "trace_id": trace,
            "correlation_id": trace,
        });
        response(self.status, &body)
    }
}

/// A response that is not cached.
pub(super) fn response(status: StatusCode, body: &serde_json::Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"));
    response
}

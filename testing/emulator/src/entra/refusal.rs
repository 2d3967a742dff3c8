//! Why there is no token: OAuth's error, and Entra's own number.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::json;

/// A refusal as Entra words it: status, OAuth error, AADSTS number, and what it says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    number: u32,
    words: String,
}

impl Refusal {
    fn new(status: StatusCode, error: &'static str, number: u32, words: String) -> Self {
        Self { status, error, number, words }
    }

    pub(super) fn tenant(tenant: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 90002, format!("Tenant '{tenant}' not found."))
    }

    pub(super) fn application(client_id: &str, tenant: &str) -> Self {
        let words = format!("Application with identifier '{client_id}' was not found in the directory '{tenant}'.");
        Self::new(StatusCode::BAD_REQUEST, "unauthorized_client", 700_016, words)
    }

    pub(super) fn secret() -> Self {
        let words = "Invalid client secret provided.".to_owned();
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_215, words)
    }

    pub(super) fn assertion() -> Self {
        let words = "The client assertion failed signature validation.".to_owned();
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 700_027, words)
    }

    pub(super) fn no_proof() -> Self {
        let words = "The request must contain 'client_secret' or 'client_assertion'.".to_owned();
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_218, words)
    }

    pub(super) fn scope(scope: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", 70011, format!("The scope '{scope}' is not valid."))
    }

    pub(super) fn grant(grant: &str) -> Self {
        let words = format!("The grant type '{grant}' is not supported.");
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", 70003, words)
    }

    pub(super) fn malformed(words: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 900_144, words.to_owned())
    }

    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        let Self { error, number, words, .. } = self;
        // Entra adds lines for its support; whoever shows only the first still says what is wrong.
        let trace = "00000000-0000-0000-0000-000000000000";
        let body = json!({
            "error": error,
            "error_description": format!("AADSTS{number}: {words}\r\nTrace ID: {trace}\r\nCorrelation ID: {trace}"),
            "error_codes": [number],
            "trace_id": trace,
            "correlation_id": trace,
        });
        response(self.status, &body)
    }
}

/// An answer that no cache keeps.
pub(super) fn response(status: StatusCode, body: &serde_json::Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"));
    response
}

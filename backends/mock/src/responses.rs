//! Responses as the service sends them, for expectations and for
//! [`MockTransport::otherwise`](crate::MockTransport::otherwise).
//!
//! Each function returns what a transport's `send` returns, a response or a failure:
//!
//! ```
//! use webpubsub_mock::{Captured, MockTransport, responses};
//!
//! let mock = MockTransport::new();
//! mock.otherwise(|request, attempt| match attempt.operation {
//!     "send_to_group" => responses::success(request, attempt),
//!     _ => responses::error(403, "Forbidden"),
//! });
//! ```

use crate::success::success_of;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use webpubsub_core::transport::Attempt;
use webpubsub_core::{TransportError, TransportErrorKind, UnixTime};

/// What `send` returns.
pub type SendResult = Result<Response<Bytes>, TransportError>;

/// The success of the operation that made the request: its own status, and the body that it parses.
pub fn success(request: &Request<Bytes>, attempt: Attempt) -> SendResult {
    Ok(success_of(request, attempt.operation, crate::ACCESS_KEY, UnixTime::from_secs(0)))
}

/// A status without a body.
///
/// # Panics
///
/// If the status is not a number from 100 to 999.
pub fn status(status: u16) -> SendResult {
    Ok(bare(status))
}

/// A status with a JSON body.
///
/// # Panics
///
/// If the value cannot be serialized as JSON, or the status is not a number from 100 to 999.
pub fn json(status: u16, value: &(impl Serialize + ?Sized)) -> SendResult {
    let body = serde_json::to_vec(value).expect("a value that can be serialized as JSON");
    Ok(with_json(status, body.into()))
}

/// An error as the service sends it, its code in the body and in `x-ms-error-code`.
///
/// # Panics
///
/// If the status is not a number from 100 to 999, or the code is not a valid header value.
pub fn error(status: u16, code: &str) -> SendResult {
    let value = HeaderValue::from_str(code).expect("a code of visible ASCII characters");
    let body = json!({ "code": code, "message": "scripted by the test", "target": "Mock" });
    let mut response = with_json(status, body.to_string().into());
    response.headers_mut().insert("x-ms-error-code", value);
    Ok(response)
}

/// 429 with the wait that the service asks for.
pub fn throttled(after: Duration) -> SendResult {
    let mut response = error(429, "TooManyRequests")?;
    // In whole seconds if they are exact, because that is what the service sends; never less than `after`.
    let milliseconds = u64::try_from(after.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
    let (name, value) = match milliseconds % 1_000 {
        0 => ("retry-after", milliseconds / 1_000),
        _ => ("retry-after-ms", milliseconds),
    };
    response.headers_mut().insert(name, HeaderValue::from(value));
    Ok(response)
}

/// No connection: [`TransportErrorKind::NotSent`].
pub fn connection_refused() -> SendResult {
    failure(TransportErrorKind::NotSent)
}

/// The connection breaks after the request was sent: [`TransportErrorKind::Interrupted`].
pub fn connection_dropped() -> SendResult {
    failure(TransportErrorKind::Interrupted)
}

/// No response, for a reason of this kind.
pub fn failure(kind: TransportErrorKind) -> SendResult {
    Err(TransportError::new(kind, "scripted by the test"))
}

pub(crate) fn bare(status: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status from 100 to 999");
    response
}

pub(crate) fn with_json(status: u16, body: Bytes) -> Response<Bytes> {
    let mut response = bare(status);
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/json; charset=utf-8"));
    *response.body_mut() = body;
    response
}

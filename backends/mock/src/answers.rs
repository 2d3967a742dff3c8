//! Answers as the service gives them, for expectations and for
//! [`MockTransport::otherwise`](crate::MockTransport::otherwise).
//!
//! Each is what a transport's `send` returns, an answer or none:
//!
//! ```
//! use webpubsub_mock::{Captured, MockTransport, answers};
//!
//! let mock = MockTransport::new();
//! mock.otherwise(|request| match Captured::of(request).operation() {
//!     "send_to_group" => answers::success(request),
//!     _ => answers::error(403, "Forbidden"),
//! });
//! ```

use crate::success::success_of;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use webpubsub_core::{TransportError, TransportErrorKind, UnixTime};

/// What `send` returns.
pub type Answer = Result<Response<Bytes>, TransportError>;

/// The success of the operation that made the request: its own status, and the body that it reads.
pub fn success(request: &Request<Bytes>) -> Answer {
    Ok(success_of(request, crate::ACCESS_KEY, UnixTime::from_secs(0)))
}

/// A status without a body.
///
/// # Panics
///
/// For a number that is no status: below 100 or over 999.
pub fn status(status: u16) -> Answer {
    Ok(bare(status))
}

/// A status with a JSON body.
///
/// # Panics
///
/// If the value cannot be written as JSON, or the status is none.
pub fn json(status: u16, value: &(impl Serialize + ?Sized)) -> Answer {
    let body = serde_json::to_vec(value).expect("a value that can be written as JSON");
    let mut answer = bare(status);
    answer.headers_mut().insert("content-type", HeaderValue::from_static("application/json; charset=utf-8"));
    *answer.body_mut() = body.into();
    Ok(answer)
}

/// An error as the service writes it, its code in the body and in `x-ms-error-code`.
///
/// # Panics
///
/// If the status is none, or the code cannot stand in a header.
pub fn error(status: u16, code: &str) -> Answer {
    let value = HeaderValue::from_str(code).expect("a code of visible ASCII characters");
    let mut answer = json(status, &json!({ "code": code, "message": "as the test wants it", "target": "Mock" }))?;
    answer.headers_mut().insert("x-ms-error-code", value);
    Ok(answer)
}

/// 429 with the wait that is asked for.
pub fn throttled(after: Duration) -> Answer {
    let mut answer = error(429, "TooManyRequests")?;
    // In whole seconds where that says it all, because that is what the service sends; never less than was said.
    let milliseconds = u64::try_from(after.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
    let (name, value) = match milliseconds % 1_000 {
        0 => ("retry-after", milliseconds / 1_000),
        _ => ("retry-after-ms", milliseconds),
    };
    answer.headers_mut().insert(name, HeaderValue::from(value));
    Ok(answer)
}

/// No connection: [`TransportErrorKind::NotSent`].
pub fn refused() -> Answer {
    no_answer(TransportErrorKind::NotSent)
}

/// The connection broke after the request: [`TransportErrorKind::Interrupted`].
pub fn dropped() -> Answer {
    no_answer(TransportErrorKind::Interrupted)
}

/// No answer, for a reason of this kind.
pub fn no_answer(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind, "as the test wants it"))
}

pub(crate) fn bare(status: u16) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status between 100 and 999");
    answer
}

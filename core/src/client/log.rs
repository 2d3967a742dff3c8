//! What `logging` writes: one event for each request and each answer.

use super::CallOptions;
use alloc::borrow::Cow;
use alloc::string::String;
use bytes::Bytes;
use core::fmt;
use http::{HeaderMap, HeaderName, Request, Response};

/// The most of a body that is shown.
const BODY_LIMIT: usize = 4_096;

pub(super) fn request(options: &CallOptions, operation: &'static str, attempt: u32, request: &Request<Bytes>) {
    if options.logs() {
        tracing::debug!(
            target: "webpubsub::request",
            operation,
            attempt,
            method = %request.method(),
            url = %request.uri(),
            headers = %Headers(request.headers()),
            body = %body(options.logs_bodies(), request.body()),
        );
    }
}

pub(super) fn answer(
    options: &CallOptions,
    operation: &'static str,
    attempt: u32,
    secret: bool,
    answer: &Response<Bytes>,
) {
    if options.logs() {
        tracing::debug!(
            target: "webpubsub::answer",
            operation,
            attempt,
            status = answer.status().as_u16(),
            headers = %Headers(answer.headers()),
            body = %body(options.logs_bodies() && !secret, answer.body()),
        );
    }
}

pub(super) fn failure(options: &CallOptions, operation: &'static str, attempt: u32, error: &crate::TransportError) {
    if options.logs() {
        let source = core::error::Error::source(error);
        let cause = source.map_or(Cow::Borrowed(""), |source| Cow::Owned(alloc::format!("{source}")));
        tracing::debug!(target: "webpubsub::failure", operation, attempt, kind = ?error.kind(), cause = %cause);
    }
}

fn body(shown: bool, body: &Bytes) -> String {
    let length = body.len();
    if !shown {
        return alloc::format!("{length} bytes");
    }
    let head = String::from_utf8_lossy(&body[..length.min(BODY_LIMIT)]);
    alloc::format!("{head:?} ({length} bytes)")
}

struct Headers<'a>(&'a HeaderMap);

impl fmt::Display for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (name, value) in self.0 {
            let text =
                if value.is_sensitive() || is_secret(name) { "[secret]" } else { value.to_str().unwrap_or("[bytes]") };
            write!(f, "{separator}{name}: {text}")?;
            separator = ", ";
        }
        Ok(())
    }
}

/// Names whose values are secrets although nobody marked them, as in an answer.
fn is_secret(name: &HeaderName) -> bool {
    let name = name.as_str();
    ["authorization", "authenticate", "cookie", "token", "secret", "api-key", "subscription-key", "signature"]
        .iter()
        .any(|word| name.contains(word))
}

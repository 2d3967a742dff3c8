//! What a call tells `tracing`: one span by OpenTelemetry's conventions for HTTP clients, an event for each retry, and,
//! if the caller asked for it by `logging`, one for each request and answer.

use super::CallOptions;
use super::history::History;
use crate::{ErrorKind, Outcome, Target, TransportError};
use alloc::format;
use alloc::string::{String, ToString};
use bytes::Bytes;
use core::fmt;
use core::time::Duration;
use http::{HeaderMap, HeaderName, Request, Response};
pub(super) use tracing::Span;
use tracing::field::Empty;

/// The most of a body that is shown.
const BODY_LIMIT: usize = 4_096;

/// Attributes that are known later are recorded then; `otel.*` names are read by `tracing-opentelemetry`.
pub(super) fn span(target: &Target, history: &History) -> Span {
    let (host, port) = target.carrier().host_and_port();
    tracing::info_span!(
        target: "webpubsub",
        "webpubsub.call",
        otel.name = history.operation(),
        otel.kind = "client",
        webpubsub.operation = history.operation(),
        server.address = host,
        server.port = i64::from(port),
        url.full = Empty,
        http.request.method = Empty,
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        error.r#type = Empty,
        otel.status_code = Empty,
    )
}

pub(super) fn request(options: &CallOptions, span: &Span, history: &History, request: &Request<Bytes>) {
    if history.attempts() == 0 {
        span.record("http.request.method", request.method().as_str());
        span.record("url.full", tracing::field::display(request.uri()));
    }
    if options.logs() {
        tracing::debug!(
            target: "webpubsub::request",
            parent: span,
            operation = history.operation(),
            attempt = history.attempts() + 1,
            method = %request.method(),
            url = %request.uri(),
            headers = %Headers(request.headers()),
            body = %body(options.logs_bodies(), request.body()),
        );
    }
}

pub(super) fn answer(options: &CallOptions, span: &Span, history: &History, secret: bool, answer: &Response<Bytes>) {
    if options.logs() {
        tracing::debug!(
            target: "webpubsub::answer",
            parent: span,
            operation = history.operation(),
            attempt = history.attempts(),
            status = answer.status().as_u16(),
            headers = %Headers(answer.headers()),
            body = %body(options.logs_bodies() && !secret, answer.body()),
        );
    }
}

pub(super) fn failure(options: &CallOptions, span: &Span, history: &History, error: &TransportError) {
    if options.logs() {
        let cause = core::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        tracing::debug!(
            target: "webpubsub::failure",
            parent: span,
            operation = history.operation(),
            attempt = history.attempts(),
            kind = ?error.kind(),
            cause = %cause,
        );
    }
}

/// The call is over: what its last attempt came to, recorded once, because a span keeps what it was told before.
pub(super) fn end(span: &Span, history: &History, outcome: Result<u16, &ErrorKind>) {
    if history.attempts() > 1 {
        span.record("http.request.resend_count", i64::from(history.attempts() - 1));
    }
    if let Ok(status) = outcome {
        span.record("http.response.status_code", i64::from(status));
    }
    let error_type = match outcome {
        Ok(200..300) => {
            span.record("otel.status_code", "OK");
            return;
        }
        Ok(404) => return, // How the service says no.
        Ok(status) => status.to_string(),
        Err(ErrorKind::Transport(error)) => format!("{:?}", error.kind()),
        Err(ErrorKind::Credential(_)) => "credential".into(),
        Err(_) => "build".into(),
    };
    span.record("error.type", error_type);
    span.record("otel.status_code", "ERROR");
}

/// An attempt ended so that another follows. Written whether or not the caller asked for logs: metrics count these.
pub(super) fn retry(span: &Span, history: &History, outcome: Outcome, wait: Duration) {
    let reason = match outcome {
        Outcome::Answer { status, .. } => status.to_string(),
        Outcome::Failed(kind) => format!("{kind:?}"),
    };
    tracing::debug!(
        target: "webpubsub::retry",
        parent: span,
        operation = history.operation(),
        attempt = history.attempts(),
        reason = %reason,
        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
    );
}

fn body(shown: bool, body: &Bytes) -> String {
    let length = body.len();
    if !shown {
        return format!("{length} bytes");
    }
    let head = String::from_utf8_lossy(&body[..length.min(BODY_LIMIT)]);
    format!("{head:?} ({length} bytes)")
}

struct Headers<'a>(&'a HeaderMap);

impl fmt::Display for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (name, value) in self.0 {
            let hidden = value.is_sensitive() || is_secret(name);
            let text = if hidden { "[secret]" } else { value.to_str().unwrap_or("[bytes]") };
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

//! What a call records with `tracing`: one span by OpenTelemetry's conventions for HTTP clients, an event for each retry,
//! and, if the caller asked for it by `logging`, one for each request and response.

use super::call_state::CallState;
use crate::foreign::Printable;
use crate::redaction::Redaction;
use crate::retry::Outcome;
use crate::{Endpoint, ErrorKind, Secret, TransportError};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use core::fmt::Write;
use core::time::Duration;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Request, Response, Uri};
pub(super) use tracing::Span;
use tracing::field::Empty;

/// How much of a body is shown.
const MAX_BODY: usize = 4_096;

/// How much of a header's value is shown.
const MAX_HEADER: usize = 1_024;

/// Attributes that are known later are recorded then; `otel.*` names are read by `tracing-opentelemetry`.
pub(super) fn span(operation: &'static str, endpoint: &Endpoint, parent: Option<&Span>) -> Span {
    let (host, port) = endpoint.host_and_port();
    tracing::info_span!(
        target: "webpubsub",
        parent: parent.and_then(Span::id).or_else(|| Span::current().id()),
        "webpubsub.call",
        otel.name = operation,
        otel.kind = "client",
        webpubsub.operation = operation,
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

struct WithoutQuery<'a>(&'a Uri);

impl fmt::Display for WithoutQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(uri) = self;
        let [scheme, authority] =
            [uri.scheme_str(), uri.authority().map(Authority::as_str)].map(Option::unwrap_or_default);
        write!(f, "{scheme}://{authority}{}", uri.path())
    }
}

/// A link of the service can repeat an earlier request, and so its secrets.
fn url(url: &impl ToString, secrets: &[Redaction]) -> String {
    String::from_utf8_lossy(&without(url.to_string().as_bytes(), secrets)).into_owned()
}

pub(super) fn request(call: &CallState<'_>, request: &Request<Bytes>, secret: impl FnOnce() -> Option<Secret>) {
    let secret = call.options.logs().then(secret).flatten();
    let secrets = || redactions(call.options.secrets().chain(secret.as_ref().map(Secret::expose)));
    if call.attempts == 1 && !call.span.is_disabled() {
        call.span.record("http.request.method", request.method().as_str());
        // A query can name users, in a filter for example.
        let short = || url(&WithoutQuery(request.uri()), &redactions(core::iter::empty()));
        let full = if call.options.logs() { url(request.uri(), &secrets()) } else { short() };
        call.span.record("url.full", tracing::field::display(full));
    }
    if call.options.logs() {
        tracing::debug!(
            target: "webpubsub::request",
            parent: &call.span,
            operation = call.operation,
            attempt = call.attempts,
            method = %request.method(),
            url = %url(request.uri(), &secrets()),
            headers = %headers(request.headers(), &[]),
            body = %body(call.options.logs_bodies() && !call.secrets.in_request(), request.body(), &[]),
        );
    }
}

/// A response can repeat the request, and so its secrets.
pub(super) fn response(call: &CallState<'_>, response: &Response<Bytes>, secret: impl FnOnce() -> Option<Secret>) {
    if call.options.logs() {
        let secret = secret();
        let secrets = redactions(call.options.secrets().chain(secret.as_ref().map(Secret::expose)));
        tracing::debug!(
            target: "webpubsub::response",
            parent: &call.span,
            operation = call.operation,
            attempt = call.attempts,
            status = response.status().as_u16(),
            headers = %headers(response.headers(), &secrets),
            body = %body(call.options.logs_bodies() && !call.secrets.in_response(), response.body(), &secrets),
        );
    }
}

pub(super) fn failure(call: &CallState<'_>, error: &TransportError) {
    if call.options.logs() {
        let cause = core::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        tracing::debug!(
            target: "webpubsub::failure",
            parent: &call.span,
            operation = call.operation,
            attempt = call.attempts,
            kind = ?error.kind(),
            cause = %Printable(&cause, MAX_HEADER),
        );
    }
}

/// The call is over. Recorded once, because a span keeps what was recorded before.
pub(super) fn end(call: &CallState<'_>, result: Result<u16, &ErrorKind>) {
    let span = &call.span;
    if call.attempts > 1 {
        span.record("http.request.resend_count", i64::from(call.attempts - 1));
    }
    if let Ok(status) = result {
        span.record("http.response.status_code", i64::from(status));
    }
    let error_type = match result {
        Ok(200..300) => {
            span.record("otel.status_code", "OK");
            return;
        }
        Ok(404) => return, // How the service says that something does not exist.
        Ok(status) => status.to_string(),
        Err(ErrorKind::Transport(error)) => format!("{:?}", error.kind()),
        Err(ErrorKind::Credential(_)) => "credential".into(),
        Err(_) => "build".into(),
    };
    span.record("error.type", error_type);
    span.record("otel.status_code", "ERROR");
}

/// An attempt is followed by another. Written whether or not the caller asked for logs: metrics count these events.
pub(super) fn retry(call: &CallState<'_>, outcome: Outcome, backoff: Duration) {
    let reason = match outcome {
        Outcome::Response { status, .. } => status.to_string(),
        Outcome::Failed(kind) => format!("{kind:?}"),
    };
    tracing::debug!(
        target: "webpubsub::retry",
        parent: &call.span,
        operation = call.operation,
        attempt = call.attempts,
        reason = %reason,
        backoff_ms = u64::try_from(backoff.as_millis()).unwrap_or(u64::MAX),
    );
}

fn body(shown: bool, body: &[u8], secrets: &[Redaction]) -> String {
    let length = body.len();
    if !shown {
        return format!("{length} bytes");
    }
    let clean = without(body, secrets);
    let head = String::from_utf8_lossy(&clean[..clean.len().min(MAX_BODY)]);
    format!("{head:?} ({length} bytes)")
}

fn headers(headers: &HeaderMap, secrets: &[Redaction]) -> String {
    let (mut line, mut separator) = (String::new(), "");
    for (name, value) in headers {
        let hidden = value.is_sensitive() || is_secret(name);
        let clean = if hidden { b"[secret]".into() } else { without(value.as_bytes(), secrets) };
        let text = String::from_utf8_lossy(&clean);
        let _ = write!(line, "{separator}{name}: {}", Printable(&text, MAX_HEADER));
        separator = ", ";
    }
    line
}

/// For these secrets, and for tokens in any case.
fn redactions<'a>(secrets: impl Iterator<Item = &'a str>) -> Vec<Redaction> {
    secrets.chain([""]).map(Redaction::of).collect()
}

/// The bytes without secrets and without tokens.
fn without<'a>(bytes: &'a [u8], secrets: &[Redaction]) -> Cow<'a, [u8]> {
    secrets.iter().fold(bytes.into(), |clean, secret| secret.apply(&clean).map_or(clean, Cow::Owned))
}

/// Names whose values are secrets although they are not marked sensitive, as in a response. A challenge
/// (`www-authenticate`) is none: it says why a request is not authorized.
fn is_secret(name: &HeaderName) -> bool {
    let name = name.as_str();
    ["authorization", "cookie", "token", "secret", "api-key", "subscription-key", "signature"]
        .iter()
        .any(|word| name.contains(word))
}

//! The contract of `HttpTransport`, as far as it applies without a network: the mock responds by the fault server's own
//! rules.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use std::sync::{Arc, LazyLock};
use webpubsub_conformance::server::{Action, Body, Head, State};
use webpubsub_conformance::{Backend, conformance, results_folder};
use webpubsub_mock::responses::{self, SendResult};
use webpubsub_mock::{MockTransport, TransportErrorKind};

const BASE: &str = "http://mock.example:8080";
const FACTS: &str = "protocol HTTP/1.1\nrefused http://refused.example\nno-tls https://plain.example\n";

static STATE: LazyLock<Arc<State>> = LazyLock::new(|| State::new(BASE, FACTS, results_folder()));

/// No connections, no bytes on a wire, no maximum response size, and a clock of its own.
const NOT_APPLICABLE: &[&str] = &[
    "host",
    "empty_bodies",
    "announced_response_over_max_size",
    "unannounced_response_over_max_size",
    "endless_response",
    "unknown_host",
    "response_is_truncated",
    "dropping_cancels",
    "connections_are_reused",
    "sleep_is_not_short",
    "long_sleep_is_not_short",
    "clock",
];

fn transport() -> MockTransport {
    let mock = MockTransport::new();
    mock.otherwise(|request, _| match request.uri().host() {
        Some("mock.example") => act(request),
        _ => responses::connection_refused(),
    });
    mock
}

fn act(request: &Request<Bytes>) -> SendResult {
    let text = |value: &http::HeaderValue| value.to_str().map(str::to_owned).expect("text");
    let mut headers: Vec<(String, String)> =
        request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.push(("content-length".to_owned(), request.body().len().to_string()));
    let target = request.uri().path_and_query().expect("a path").to_string();
    let head = Head { method: request.method().to_string(), target, headers, connection: 1 };
    match STATE.act(&head, request.body().to_vec()) {
        Action::Respond { status, headers, body, .. } => {
            let mut response = Response::new(match body {
                Body::Whole(bytes)
                | Body::Chunks(bytes)
                | Body::Drip(bytes)
                | Body::UntilClose(bytes)
                | Body::Hinted(bytes) => bytes.into(),
                _ => return responses::connection_dropped(),
            });
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            for (name, value) in headers {
                response.headers_mut().append(name, value.parse().expect("a value"));
            }
            Ok(response)
        }
        Action::Garbage => responses::failure(TransportErrorKind::Other),
        _ => responses::connection_dropped(),
    }
}

conformance! {
    #[tokio::test]
    backend: Backend::new("mock").without(NOT_APPLICABLE),
    server: BASE,
    transport: transport(),
}

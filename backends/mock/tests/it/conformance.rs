//! The contract of `HttpTransport`, where it has a meaning without a network: the mock answers by the fault server's own
//! rules.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use std::sync::{Arc, LazyLock};
use webpubsub_conformance::server::{Action, Body, Head, World};
use webpubsub_conformance::{Backend, conformance, results_folder};
use webpubsub_mock::answers::{Answer, dropped, no_answer, refused};
use webpubsub_mock::{MockTransport, TransportErrorKind};

const BASE: &str = "http://mock.example:8080";
const FACTS: &str = "protocol HTTP/1.1\nrefused http://refused.example\nno-tls https://plain.example\n";

static WORLD: LazyLock<Arc<World>> = LazyLock::new(|| World::new(BASE, FACTS, results_folder()));

/// No connections, no bytes on a wire, no cap, and a clock of its own.
const MEANINGLESS: &[&str] = &[
    "host",
    "empty_bodies",
    "announced_answer_over_the_cap",
    "unannounced_answer_over_the_cap",
    "endless_answer",
    "unknown_host",
    "answer_is_cut",
    "dropping_cancels",
    "connections_are_reused",
    "sleep_is_not_short",
    "long_sleep_is_not_short",
    "clock",
];

fn carried() -> MockTransport {
    let mock = MockTransport::new();
    mock.otherwise(|request| match request.uri().host() {
        Some("mock.example") => act(request),
        _ => refused(),
    });
    mock
}

fn act(request: &Request<Bytes>) -> Answer {
    let text = |value: &http::HeaderValue| value.to_str().map(str::to_owned).expect("text");
    let mut headers: Vec<(String, String)> =
        request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.push(("content-length".to_owned(), request.body().len().to_string()));
    let target = request.uri().path_and_query().expect("a path").to_string();
    let head = Head { method: request.method().to_string(), target, headers, connection: 1 };
    match WORLD.act(&head, request.body().to_vec()) {
        Action::Answer { status, headers, body, .. } => {
            let mut answer = Response::new(match body {
                Body::Whole(bytes)
                | Body::Chunks(bytes)
                | Body::Drip(bytes)
                | Body::UntilClose(bytes)
                | Body::Hinted(bytes) => bytes.into(),
                _ => return dropped(),
            });
            *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
            for (name, value) in headers {
                answer.headers_mut().append(name, value.parse().expect("a value"));
            }
            Ok(answer)
        }
        Action::Garbage => no_answer(TransportErrorKind::Other),
        _ => dropped(),
    }
}

conformance! {
    #[tokio::test]
    backend: Backend::new("mock").without(MEANINGLESS),
    server: BASE,
    transport: carried(),
}

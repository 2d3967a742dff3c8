//! The spans that an exporter receives.

use observability::subscriber;
use opentelemetry::trace::{SpanId, SpanKind, Status};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::{AccessKey, CallOptions, Message, RetryPolicy, WebPubSubServiceClient};

/// Collects log lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("whole").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs calls, and returns the spans and the log lines that they record.
async fn recorded(calls: impl Future<Output = ()>) -> (Vec<SpanData>, String) {
    let (exporter, lines) = (InMemorySpanExporter::default(), Lines::default());
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let writer = lines.clone();
    calls.with_subscriber(subscriber(&provider, move || writer.clone())).await;
    provider.force_flush().expect("exported");
    let lines = String::from_utf8(lines.0.lock().expect("whole").clone()).expect("text");
    (exporter.get_finished_spans().expect("spans"), lines)
}

/// The value of an attribute, which a span has at most once, however many attempts its call took.
fn attribute(span: &SpanData, name: &str) -> Option<String> {
    let all: Vec<_> = span.attributes.iter().filter(|one| one.key.as_str() == name).collect();
    assert!(all.len() <= 1, "{name} occurs {} times", all.len());
    all.first().map(|one| one.value.as_str().into_owned())
}

fn assert_attributes(span: &SpanData, expected: &[(&str, Option<&str>)]) {
    for (name, value) in expected {
        assert_eq!(attribute(span, name).as_deref(), *value, "{name} of {span:#?}");
    }
}

#[tokio::test]
async fn a_call_is_one_span_with_its_retries_as_events() {
    let emulator = Emulator::start().await.expect("started");
    let client =
        WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat").expect("a client");
    emulator.throttle(2, Duration::ZERO);
    let (spans, lines) = recorded(async {
        let work = tracing::info_span!("work");
        client.send_to_all(Message::text("first")).instrument(work).await.expect("accepted");
        client.send_to_all(Message::text("second")).await.expect("accepted at the second attempt");
    })
    .await;
    let [first, work, second] = &spans[..] else { panic!("{spans:#?}") };
    assert_eq!((work.name.as_ref(), first.parent_span_id), ("work", work.span_context.span_id()));
    assert_eq!(second.parent_span_id, SpanId::INVALID);
    let port = emulator.address().port().to_string();
    for (span, resends) in [(first, None), (second, Some("1"))] {
        assert_eq!((span.name.as_ref(), &span.span_kind), ("send_to_all", &SpanKind::Client));
        assert_eq!(span.status, Status::Ok);
        assert_attributes(
            span,
            &[
                ("http.request.method", Some("POST")),
                ("server.address", Some("127.0.0.1")),
                ("server.port", Some(&port)),
                ("http.response.status_code", Some("202")),
                ("http.request.resend_count", resends),
            ],
        );
    }
    assert_attributes(first, &[("error.type", None)]);
    assert_attributes(second, &[("error.type", None), ("otel.status_code", None)]);
    assert_eq!((first.events.len(), second.events.len()), (0, 1));
    let retry = &second.events[0];
    let field = |name: &str| retry.attributes.iter().find(|one| one.key.as_str() == name).map(|one| one.value.as_str());
    assert_eq!((field("reason").as_deref(), field("attempt").as_deref()), (Some("429"), Some("1")));
    assert!(lines.contains("webpubsub::retry"), "{lines}");
    assert!(!lines.contains(emulator.access_key()) && !lines.contains("eyJ"), "{lines}");
}

#[tokio::test]
async fn failures_are_errors_and_not_found_is_none() {
    let emulator = Emulator::start().await.expect("started");
    let key = AccessKey::new("a key that is not the resource's").expect("a key");
    let never = CallOptions::new().retry(RetryPolicy::never());
    let client = |key| {
        let client = WebPubSubServiceClient::new(emulator.endpoint(), "chat", key).expect("a client");
        client.with_options(never.clone())
    };
    let (unauthorized, authorized) = (client(key), client(AccessKey::new(emulator.access_key()).expect("a key")));
    let (spans, _) = recorded(async {
        unauthorized.send_to_all(Message::text("x")).await.expect_err("401");
        assert!(!authorized.user_exists("nobody").await.expect("a response"));
    })
    .await;
    let [unauthorized, not_found] = &spans[..] else { panic!("{spans:#?}") };
    assert!(matches!(unauthorized.status, Status::Error { .. }), "{unauthorized:#?}");
    assert_attributes(unauthorized, &[("error.type", Some("401")), ("http.response.status_code", Some("401"))]);
    assert_eq!(not_found.status, Status::Unset);
    let expected =
        [("error.type", None), ("http.response.status_code", Some("404")), ("http.request.method", Some("HEAD"))];
    assert_attributes(not_found, &expected);

    let endpoint = emulator.endpoint().to_owned();
    emulator.stop().await;
    let key = AccessKey::new("a key that is not the resource's").expect("a key");
    let client = WebPubSubServiceClient::new(&endpoint, "chat", key).expect("a client").with_options(never);
    let (spans, _) = recorded(async {
        client.send_to_all(Message::text("x")).await.expect_err("connection refused");
    })
    .await;
    let [not_sent] = &spans[..] else { panic!("{spans:#?}") };
    assert!(matches!(not_sent.status, Status::Error { .. }), "{not_sent:#?}");
    assert_attributes(not_sent, &[("error.type", Some("NotSent")), ("http.response.status_code", None)]);
}

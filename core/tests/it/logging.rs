//! Logging: off, nothing at any level; on, DEBUG events; secrets never. And the spans of calls.

use crate::entra::{FIRST, secret, token};
use crate::support::{KEY, client, client_with, mock, now, response};
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex};
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Dispatch, Event, Level, Metadata, Subscriber, dispatcher};
use webpubsub_core::operations::{GenerateClientToken, Operation, RawRequest, SendToAll};
use webpubsub_core::{CallOptions, ClientAccess, Message, Method, RetryPolicy, TransportErrorKind};
use webpubsub_mock::{MockTransport, WebPubSubServiceClient};

/// Keeps every event of every level, and every span.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Records>>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    /// Level, the number of the span, and the event's target and fields.
    pub(crate) events: Vec<(Level, u64, String)>,
    /// The number of the parent, and the fields as they are recorded. Spans are numbered from 1.
    spans: Vec<(Option<u64>, String)>,
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line(format!("{} ", attributes.metadata().name()));
        attributes.record(&mut line);
        let spans = &mut self.0.lock().unwrap().spans;
        spans.push((attributes.parent().map(Id::into_u64), line.0));
        Id::from_u64(u64::try_from(spans.len()).unwrap())
    }
    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        let at = usize::try_from(span.into_u64()).unwrap() - 1;
        self.0.lock().unwrap().spans[at].1.push_str(&line.0);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("{} ", event.metadata().target()));
        event.record(&mut line);
        let span = event.parent().map_or(0, Id::into_u64);
        self.0.lock().unwrap().events.push((*event.metadata().level(), span, line.0));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// With fewer than two dispatchers `tracing` asks only the thread that is the first at a place in the code whether anybody
/// listens there, and keeps the answer for all threads. So each test that makes calls has these.
pub(crate) static LISTENERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [(); 2].map(|()| Dispatch::new(Recorder::default())));

/// What one call records.
pub(crate) fn recorded<O: Operation>(client: &WebPubSubServiceClient, operation: &O) -> Records {
    let recorder = Recorder::default();
    dispatcher::with_default(&Dispatch::new(recorder.clone()), || drop(now(client.call(operation))));
    recorder.0.lock().unwrap().clone()
}

/// What one call records. No secret is in it.
fn records<O: Operation>(client: &WebPubSubServiceClient, operation: &O) -> Records {
    let records = recorded(client, operation);
    for line in records.events.iter().map(|(.., line)| line).chain(records.spans.iter().map(|(_, line)| line)) {
        assert!([KEY, "eyJ", "Bearer", "hush", "token-1"].iter().all(|secret| !line.contains(secret)), "{line}");
    }
    records
}

/// The events of one call.
pub(crate) fn lines(client: &WebPubSubServiceClient, operation: &impl Operation) -> Vec<(Level, String)> {
    records(client, operation).events.into_iter().map(|(level, _, line)| (level, line)).collect()
}

fn with(options: CallOptions, mock: &MockTransport) -> WebPubSubServiceClient {
    client(mock).with_options(options)
}

fn script() -> MockTransport {
    let throttled = response(429, &[("set-cookie", "hush"), ("retry-after", "0")], "slow down");
    mock().respond(throttled).fail_with(TransportErrorKind::Other)
}

fn send() -> SendToAll {
    SendToAll::new(Message::text("private words"))
}

/// But for retries, which metrics count whoever asks for logs.
#[test]
fn off_is_silent() {
    for options in [CallOptions::new(), CallOptions::new().logging(false).logging_bodies(true)] {
        let lines = lines(&with(options, &script()), &send());
        assert!(lines.iter().all(|(_, line)| line.starts_with("webpubsub::retry ")), "{lines:#?}");
    }
}

#[test]
fn headers_of_an_operation_show_no_value() {
    let request = RawRequest::new(Method::Get, "/api/x").header("x-functions-key", "hush");
    let lines = lines(&with(CallOptions::new().logging(true), &mock().respond_ok()), &request);
    assert!(lines[0].1.contains("x-functions-key: [secret]"), "{lines:#?}");
}

#[test]
fn on_tells_method_url_headers_and_status() {
    let options = CallOptions::new().logging(true).header("x-key", "hush");
    let lines = lines(&with(options, &script()), &send());
    assert!(lines.iter().all(|(level, _)| *level == Level::DEBUG));
    let text: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    assert_eq!(text.len(), 5, "{text:#?}");
    for part in [
        "webpubsub::request",
        "operation=\"send_to_all\"",
        "attempt=1",
        "method=POST",
        "url=https://contoso.webpubsub.azure.com/api/hubs/chat/:send?api-version=2024-12-01",
        "authorization: [secret]",
        "x-key: [secret]",
        "content-type: text/plain",
        "body=13 bytes",
    ] {
        assert!(text[0].contains(part), "{part}: {}", text[0]);
    }
    for part in ["webpubsub::response", "status=429", "set-cookie: [secret]", "retry-after: 0", "body=9 bytes"] {
        assert!(text[1].contains(part), "{part}: {}", text[1]);
    }
    assert!(
        text[2].contains("webpubsub::retry operation=\"send_to_all\" attempt=1 reason=429 backoff_ms=500"),
        "{}",
        text[2]
    );
    assert!(text[4].contains("webpubsub::failure") && text[4].contains("kind=Other"), "{}", text[4]);
}

fn bodies() -> CallOptions {
    CallOptions::new().logging(true).logging_bodies(true).retry(RetryPolicy::never())
}

#[test]
fn bodies_by_a_second_switch_but_no_tokens() {
    let (on, bodies_too) = (CallOptions::new().logging(true), CallOptions::new().logging_bodies(true));
    let records = records(&client(&script()).with_options(on).with_options(bodies_too), &send());
    let sent: Vec<&str> = records.events.iter().map(|(.., line)| line.as_str()).collect();
    assert!(sent[0].contains("private words") && sent[1].contains("slow down"), "{sent:#?}");
    let mock = mock().respond(response(200, &[], r#"{"token":"eyJhush"}"#));
    let token = lines(&with(bodies(), &mock), &GenerateClientToken::new(ClientAccess::new()));
    assert!(token[1].1.contains("body=19 bytes"), "{token:#?}");
}

#[test]
fn a_token_request_has_logs_without_bodies_and_a_span_in_the_calls() {
    let mock = mock().respond(token(FIRST)).respond_ok();
    let records = records(&client_with(&mock, secret()).with_options(bodies()), &send());
    let [(None, call), (Some(1), token)] = &records.spans[..] else { panic!("{:#?}", records.spans) };
    for (span, parts) in [
        (call, ["webpubsub.operation=\"send_to_all\"", "contoso.webpubsub.azure.com", "status_code=202"]),
        (token, ["webpubsub.operation=\"get_token\"", "login.microsoftonline.com", "status_code=200"]),
    ] {
        assert!(span.starts_with("webpubsub.call ") && parts.iter().all(|part| span.contains(part)), "{span}");
    }
    let events: Vec<(u64, &str)> = records.events.iter().map(|(_, span, line)| (*span, line.as_str())).collect();
    for ((span, line), (expected, parts)) in events.iter().zip([
        (2, ["webpubsub::request", "operation=\"get_token\"", "bytes"]),
        (2, ["webpubsub::response", "operation=\"get_token\"", "body=66 bytes"]),
        (1, ["webpubsub::request", "operation=\"send_to_all\"", "private words"]),
        (1, ["webpubsub::response", "operation=\"send_to_all\"", "status=202"]),
    ]) {
        assert!(*span == expected && parts.iter().all(|part| line.contains(part)), "{span} {line}");
    }
    assert_eq!(events.len(), 4, "{events:#?}");
    assert!(!events[0].1.contains("client_secret"), "{}", events[0].1);
}

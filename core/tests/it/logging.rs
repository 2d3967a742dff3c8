//! Logging: off, nothing at any level; on, DEBUG events; secrets never.

use crate::scripted::{KEY, Scripted, Step, client, now};
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Dispatch, Event, Level, Metadata, Subscriber, dispatcher};
use webpubsub_core::operations::{GenerateClientToken, SendToAll};
use webpubsub_core::{CallOptions, ClientAccess, Message, RetryPlan, TransportErrorKind};

/// Takes down every event of every level.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<(Level, String)>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("{} ", event.metadata().target()));
        event.record(&mut line);
        self.0.lock().unwrap().push((*event.metadata().level(), line.0));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn lines(options: CallOptions, steps: impl IntoIterator<Item = Step>, token: bool) -> Vec<(Level, String)> {
    let lines = Lines::default();
    let transport = Scripted::new(steps);
    dispatcher::with_default(&Dispatch::new(lines.clone()), || {
        let client = client(&transport).with(options);
        if token {
            let _ = now(client.call(&GenerateClientToken::new(ClientAccess::new())));
        } else {
            let _ = now(client.call(&SendToAll::new(Message::text("private words"))));
        }
    });
    let lines = lines.0.lock().unwrap();
    for (_, line) in lines.iter() {
        assert!(
            !line.contains(KEY) && !line.contains("eyJ") && !line.contains("Bearer") && !line.contains("hush"),
            "{line}"
        );
    }
    lines.clone()
}

fn script() -> [Step; 2] {
    [
        Step::Answer(429, &[("set-cookie", "hush"), ("retry-after", "0")], "slow down"),
        Step::Fail(TransportErrorKind::Other),
    ]
}

/// But for retries, which metrics count whoever asked.
#[test]
fn off_is_silent() {
    for options in [CallOptions::new(), CallOptions::new().logging(false).logging_bodies(true)] {
        let lines = lines(options, script(), false);
        assert!(lines.iter().all(|(_, line)| line.starts_with("webpubsub::retry ")), "{lines:#?}");
    }
}

#[test]
fn on_tells_method_url_headers_and_status() {
    let options = CallOptions::new().logging(true).header("x-key", "hush");
    let lines = lines(options, script(), false);
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
    for part in ["webpubsub::answer", "status=429", "set-cookie: [secret]", "retry-after: 0", "body=9 bytes"] {
        assert!(text[1].contains(part), "{part}: {}", text[1]);
    }
    assert!(
        text[2].contains("webpubsub::retry operation=\"send_to_all\" attempt=1 reason=429 wait_ms=500"),
        "{}",
        text[2]
    );
    assert!(text[4].contains("webpubsub::failure") && text[4].contains("kind=Other"), "{}", text[4]);
}

#[test]
fn bodies_by_a_second_switch_but_no_tokens() {
    let options = || CallOptions::new().logging(true).logging_bodies(true).retry(RetryPlan::never());
    let sent = lines(options(), script(), false);
    assert!(sent[0].1.contains("private words") && sent[1].1.contains("slow down"), "{sent:#?}");
    let token = lines(options(), [Step::Answer(200, &[], r#"{"token":"eyJhush"}"#)], true);
    assert!(token[1].1.contains("body=19 bytes"), "{token:#?}");
}

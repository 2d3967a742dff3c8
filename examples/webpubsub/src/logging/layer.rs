//! From the library's events to lines: one for each request, when its response has come.

use crate::output::{one_line, time_of_day};
use std::collections::HashMap;
use std::fmt::Debug;
use std::io::{Write as _, stderr};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

pub(super) struct Lines {
    /// Whether headers and bodies are shown.
    pub(super) details: bool,
}

/// The fields of an event, as text.
#[derive(Default)]
struct Fields(HashMap<&'static str, String>);

/// A request that has no response yet.
struct Sent {
    at: Instant,
    request: String,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let Some(span) = context.event_span(event) else { return };
        match event.metadata().target() {
            "webpubsub::request" => {
                if self.details {
                    fields.details('>');
                }
                span.extensions_mut().replace(Sent { at: Instant::now(), request: fields.request() });
            }
            "webpubsub::response" => {
                ended(span.extensions_mut().remove(), fields.get("status"), "");
                if self.details {
                    fields.details('<');
                }
            }
            "webpubsub::failure" => {
                ended(span.extensions_mut().remove(), fields.get("kind"), fields.get("cause"));
            }
            "webpubsub::retry" => {
                write(&format!("next attempt in {} ms, after {}", fields.get("backoff_ms"), fields.get("reason")));
            }
            _ => {}
        }
    }
}

fn ended(sent: Option<Sent>, how: &str, cause: &str) {
    if let Some(Sent { at, request }) = sent {
        let separator = if cause.is_empty() { "" } else { ": " };
        write(&format!("{request} → {how} in {} ms{separator}{cause}", at.elapsed().as_millis()));
    }
}

/// With the time of day.
fn write(line: &str) {
    // If stderr is closed, nobody reads it.
    let _ = writeln!(stderr().lock(), "{} {}", time_of_day(), one_line(line));
}

impl Fields {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// `POST https://…`, and which attempt, if it is not the first.
    fn request(&self) -> String {
        let attempt = match self.get("attempt") {
            "1" => String::new(),
            number => format!(" (attempt {number})"),
        };
        format!("{} {}{attempt}", self.get("method"), self.get("url"))
    }

    fn details(&self, mark: char) {
        for name in ["headers", "body"] {
            write(&format!("{mark} {name}: {}", self.get(name)));
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

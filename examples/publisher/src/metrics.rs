//! Counters in Prometheus' text format. Retries are counted from the library's own events.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// The target of the events that the library writes for retries.
const RETRY: &str = "webpubsub::retry";

type Counts = BTreeMap<[String; 2], u64>;

/// All counters of the service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metrics {
    retries: Arc<Mutex<Counts>>,
    messages: Arc<Mutex<BTreeMap<&'static str, u64>>>,
}

impl Metrics {
    /// Counts retries, as a layer of a `tracing` subscriber. It enables these events only, so that no others are made.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let wanted = filter_fn(|metadata| metadata.target() == RETRY && *metadata.level() == Level::DEBUG);
        Retries(self.clone()).with_filter(wanted.with_max_level_hint(Level::DEBUG))
    }

    /// Counts a message by its outcome.
    pub(crate) fn count(&self, outcome: &'static str) {
        *self.messages.lock().unwrap_or_else(PoisonError::into_inner).entry(outcome).or_default() += 1;
    }

    /// How often the library retried.
    pub(crate) fn retries(&self) -> u64 {
        self.retries.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Everything, in Prometheus' text format.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from("# HELP webpubsub_retries_total Attempts that were retried.\n");
        text.push_str("# TYPE webpubsub_retries_total counter\n");
        for ([operation, reason], count) in &*self.retries.lock().unwrap_or_else(PoisonError::into_inner) {
            // Names of operations and errors, and numbers: nothing that needs an escape.
            let _ = writeln!(text, "webpubsub_retries_total{{operation=\"{operation}\",reason=\"{reason}\"}} {count}");
        }
        text.push_str("# HELP publisher_messages_total Messages by outcome.\n");
        text.push_str("# TYPE publisher_messages_total counter\n");
        for (outcome, count) in &*self.messages.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = writeln!(text, "publisher_messages_total{{outcome=\"{outcome}\"}} {count}");
        }
        text
    }
}

struct Retries(Metrics);

impl<S: Subscriber> Layer<S> for Retries {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut labels = Labels::default();
        event.record(&mut labels);
        let mut retries = self.0.retries.lock().unwrap_or_else(PoisonError::into_inner);
        *retries.entry([labels.operation, labels.reason]).or_default() += 1;
    }
}

#[derive(Default)]
struct Labels {
    operation: String,
    reason: String,
}

impl Visit for Labels {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "operation" => self.operation = format!("{value:?}"),
            "reason" => self.reason = format!("{value:?}"),
            _ => {}
        }
    }
}

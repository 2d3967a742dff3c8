//! What calls record: log lines with `tracing`, and one OpenTelemetry span for each call, with its retries as events.
//!
//! A call's span has the attributes of OpenTelemetry's conventions for HTTP clients. Its parent is the span in which
//! the call is made.

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::{Registry, fmt};

/// Log lines to `writer`, spans to `provider`: a `tracing` subscriber to install once, when the program starts.
///
/// The library's targets all begin with `webpubsub`: the call's span is INFO and its retries are DEBUG, as are requests
/// and responses, which only calls with `CallOptions::logging` record.
pub fn subscriber<W>(provider: &SdkTracerProvider, writer: W) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let levels = || Targets::new().with_default(LevelFilter::INFO).with_target("webpubsub", LevelFilter::DEBUG);
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("observability"));
    let lines = fmt::layer().with_writer(writer).with_ansi(false).without_time();
    Registry::default().with(lines.with_filter(levels())).with(spans.with_filter(levels()))
}

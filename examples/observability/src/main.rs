//! Two calls and what they record: `cargo run --bin observability`. Log lines go to stderr, spans to stdout.
//!
//! The emulator throttles every second request, so that one of the calls is retried. To send spans to a collector, use
//! an exporter of `opentelemetry-otlp` in place of the one of `opentelemetry-stdout`.

use opentelemetry_sdk::trace::SdkTracerProvider;
use std::error::Error;
use std::time::Duration;
use tracing::Instrument;
use tracing_subscriber::util::SubscriberInitExt;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::{CallOptions, Message, WebPubSubServiceClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let provider =
        SdkTracerProvider::builder().with_simple_exporter(opentelemetry_stdout::SpanExporter::default()).build();
    observability::subscriber(&provider, std::io::stderr).try_init()?;

    let emulator = Emulator::start().await?;
    emulator.throttle(2, Duration::ZERO);
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat")?;

    // As in a web framework: a span of the program around the call.
    let work = tracing::info_span!("greet everybody");
    client.send_to_all(Message::text("hello")).instrument(work).await?;
    let logged = client.with_options(CallOptions::new().logging(true));
    logged.send_to_group("lobby", Message::text("hello, lobby")).await?;

    emulator.stop().await;
    // Exports the spans that are still in the queue.
    provider.shutdown()?;
    Ok(())
}

//! Two calls and what they tell: `cargo run --bin observability`. Log lines go to stderr, spans to stdout.
//!
//! The emulator refuses every second request, so that one of the calls is repeated. For a collector, put an exporter of
//! `opentelemetry-otlp` in the place of the one of `opentelemetry-stdout`.

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

    // As a web framework would have it: a span of the program's own around the call.
    let work = tracing::info_span!("greet everybody");
    client.send_to_all(Message::text("hello")).instrument(work).await?;
    let told = client.with(CallOptions::new().logging(true));
    told.send_to_group("lobby", Message::text("hello, lobby")).await?;

    emulator.stop().await;
    // Exports what is still waiting.
    provider.shutdown()?;
    Ok(())
}

//! From the start to the last line, in order.

use crate::arguments::Arguments;
use crate::judgement::Judgement;
use crate::ledger::{Ledger, Outcome};
use crate::load::Load;
use crate::metrics::Metrics;
use crate::rehearsal;
use crate::{service, subscriber};
use std::error::Error;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::WebPubSubServiceClient;

/// Longer than the end takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn run(arguments: &Arguments) -> Result<Judgement, Box<dyn Error>> {
    let metrics = Metrics::default();
    tracing_subscriber::registry().with(metrics.layer()).try_init()?;

    // Before anything is said: whoever reads it may signal at once.
    let stop = stop_on_signal()?;
    let emulator = Emulator::start().await?;
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "news")?;
    let ledger = Ledger::new();
    let last = arguments.messages + 1;
    let subscriber = tokio::spawn(subscriber::run(client.clone(), ledger.clone(), last));
    ledger.connected(1).await;

    let listener = TcpListener::bind(("127.0.0.1", arguments.port)).await?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}");
    let end = CancellationToken::new();
    let served = axum::serve(listener, service::router(client, metrics.clone()));
    let served = tokio::spawn(served.with_graceful_shutdown(end.clone().cancelled_owned()).into_future());

    let calm = CancellationToken::new();
    let rehearsal = rehearsal::run(emulator, ledger.clone(), rehearsal::plan(arguments), calm.clone());
    let rehearsal = tokio::spawn(rehearsal);
    let load = Load::new(address, ledger.clone());
    load.run(arguments.messages, usize::try_from(arguments.concurrency)?, &stop).await;

    // Calm, and one message more: when it has arrived, so has everything before it.
    calm.cancel();
    let emulator = rehearsal.await??;
    tokio::time::timeout(PATIENCE, mark_the_end(&load, &ledger, last, subscriber)).await???;
    drop(load);
    end.cancel();
    tokio::time::timeout(PATIENCE, served).await???;
    emulator.stop().await;
    print!("{}", metrics.text());
    Ok(Judgement { retries: metrics.retries(), ..Judgement::new(&ledger.events()) })
}

/// Posts the last message until the subscriber has read it, and so has ended.
async fn mark_the_end<T>(
    load: &Load,
    ledger: &Ledger,
    last: u64,
    mut subscriber: JoinHandle<T>,
) -> Result<T, JoinError> {
    loop {
        let before = ledger.connections();
        if load.post(last).await != Outcome::Accepted {
            continue;
        }
        tokio::select! {
            read = &mut subscriber => return read,
            // Its connection was a broken one.
            () = ledger.connected(before + 1) => {}
        }
    }
}

/// Cancelled by SIGINT or SIGTERM: what has begun is finished, nothing new begins.
#[cfg(unix)]
fn stop_on_signal() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}

/// Cancelled by Ctrl-C.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn stop_on_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.cancel();
        }
    });
    Ok(stop)
}

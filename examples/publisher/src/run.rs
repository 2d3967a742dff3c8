//! A run from start to summary, in order.

use crate::arguments::Arguments;
use crate::events::{EventLog, Outcome};
use crate::faults::Faults;
use crate::load::Load;
use crate::metrics::Metrics;
use crate::summary::Summary;
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

/// Longer than the end of a run takes on any machine.
const TIMEOUT: Duration = Duration::from_secs(60);

pub(crate) async fn run(arguments: &Arguments) -> Result<Summary, Box<dyn Error>> {
    let metrics = Metrics::default();
    tracing_subscriber::registry().with(metrics.layer()).try_init()?;

    // Before the first line is printed: its reader may send a signal at once.
    let stop = stop_on_signal()?;
    let emulator = Emulator::start().await?;
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "news")?;
    let log = EventLog::new();
    let last = arguments.messages + 1;
    let subscriber = tokio::spawn(subscriber::run(client.clone(), log.clone(), last));
    log.connected(1).await;

    let listener = TcpListener::bind(("127.0.0.1", arguments.port)).await?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}");
    let end = CancellationToken::new();
    let served = axum::serve(listener, service::router(client, metrics.clone()));
    let served = tokio::spawn(served.with_graceful_shutdown(end.clone().cancelled_owned()).into_future());

    let load_done = CancellationToken::new();
    let faults = tokio::spawn(Faults::new(arguments).inject(emulator, log.clone(), load_done.clone()));
    let load = Load::new(address, log.clone());
    load.run(arguments.messages, usize::try_from(arguments.concurrency)?, &stop).await;

    // Without faults now, one message more: when it has arrived, so has everything before it.
    load_done.cancel();
    let emulator = faults.await??;
    tokio::time::timeout(TIMEOUT, post_last(&load, &log, last, subscriber)).await???;
    drop(load);
    end.cancel();
    tokio::time::timeout(TIMEOUT, served).await???;
    emulator.stop().await;
    print!("{}", metrics.text());
    Ok(Summary { retries: metrics.retries(), ..Summary::new(&log.events()) })
}

/// Posts the last message until the subscriber has received it, and so has ended.
async fn post_last<T>(load: &Load, log: &EventLog, last: u64, mut subscriber: JoinHandle<T>) -> Result<T, JoinError> {
    loop {
        let before = log.connections();
        if load.post(last).await != Outcome::Accepted {
            continue;
        }
        tokio::select! {
            ended = &mut subscriber => return ended,
            // The message went to a broken connection.
            () = log.connected(before + 1) => {}
        }
    }
}

/// Cancelled by SIGINT or SIGTERM: posts in flight are finished, no other one begins.
#[cfg(unix)]
fn stop_on_signal() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let cancelled = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        cancelled.cancel();
    });
    Ok(stop)
}

/// Cancelled by Ctrl-C.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn stop_on_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let cancelled = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancelled.cancel();
        }
    });
    Ok(stop)
}

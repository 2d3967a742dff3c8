//! Web PubSub, and the bad time that it has.

use crate::arguments::Arguments;
use crate::ledger::Ledger;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use webpubsub_emulator::{Emulator, StartError};

/// What `Retry-After` says.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long the emulator is away.
const AWAY: Duration = Duration::from_millis(300);

/// Throttles at once, and restarts at even distances of the load, until `calm` is cancelled; then gives the emulator back.
pub(crate) async fn run(
    mut emulator: Emulator,
    ledger: Ledger,
    (messages, throttle, restarts): (u64, u64, u64),
    calm: CancellationToken,
) -> Result<Emulator, StartError> {
    emulator.throttle(throttle, RETRY_AFTER);
    for number in 1..=restarts {
        let due = ledger.ended(messages / (restarts + 1) * number);
        if calm.run_until_cancelled(due).await.is_none() {
            break;
        }
        emulator.restart(AWAY).await?;
    }
    calm.cancelled().await;
    emulator.throttle(0, RETRY_AFTER);
    Ok(emulator)
}

/// The numbers that a rehearsal needs.
pub(crate) fn plan(arguments: &Arguments) -> (u64, u64, u64) {
    (arguments.messages, arguments.throttle, arguments.restarts)
}

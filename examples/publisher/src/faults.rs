//! What goes wrong with Web PubSub meanwhile: throttling and restarts.

use crate::arguments::Arguments;
use crate::events::EventLog;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use webpubsub_emulator::{Emulator, StartError};

/// The value of `Retry-After`.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long the emulator is down.
const DOWNTIME: Duration = Duration::from_millis(300);

/// The faults of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faults {
    messages: u64,
    throttle: u64,
    restarts: u64,
}

impl Faults {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        let Arguments { messages, throttle, restarts, .. } = *arguments;
        Self { messages, throttle, restarts }
    }

    /// Throttles from now on and restarts at even intervals of the load, until `load_done` is cancelled; then returns
    /// the emulator, which runs without faults again.
    pub(crate) async fn inject(
        self,
        mut emulator: Emulator,
        log: EventLog,
        load_done: CancellationToken,
    ) -> Result<Emulator, StartError> {
        emulator.throttle(self.throttle, RETRY_AFTER);
        for number in 1..=self.restarts {
            let due = log.ended(self.messages / (self.restarts + 1) * number);
            if load_done.run_until_cancelled(due).await.is_none() {
                break;
            }
            emulator.restart(DOWNTIME).await?;
        }
        load_done.cancelled().await;
        emulator.throttle(0, RETRY_AFTER);
        Ok(emulator)
    }
}

//! The tasks of an emulator, and how they end.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The timeout for requests and closing handshakes in progress when the emulator stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// The tasks, and the two signals that end them.
#[derive(Clone, Debug)]
pub(crate) struct Tasks {
    /// Complete what is in progress.
    pub(crate) stop: CancellationToken,
    /// End at once.
    pub(crate) abort: CancellationToken,
    pub(crate) tracker: TaskTracker,
}

impl Tasks {
    pub(crate) fn new() -> Self {
        Self { stop: CancellationToken::new(), abort: CancellationToken::new(), tracker: TaskTracker::new() }
    }

    /// Spawns a task that does not outlive the emulator.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        // What wraps a task holds it several times, so it is boxed: there is one for each connection.
        self.tracker.spawn(self.abort.clone().run_until_cancelled_owned(Box::pin(task)));
    }

    /// Ends all tasks at once: connections are dropped, requests in flight get no response.
    pub(crate) async fn abort(&self) {
        self.abort.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }

    /// Ends all tasks, and aborts those that have not ended in time.
    pub(crate) async fn stop(&self) {
        self.stop.cancel();
        self.tracker.close();
        if tokio::time::timeout(STOP_TIMEOUT, self.tracker.wait()).await.is_err() {
            self.abort.cancel();
            self.tracker.wait().await;
        }
    }
}

//! What ends all tasks of an emulator.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long requests and closing handshakes may take to end by themselves.
const GRACE: Duration = Duration::from_secs(5);

/// The two signals that end tasks, and the tasks.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// Finish what has begun.
    pub(crate) stop: CancellationToken,
    /// Vanish.
    pub(crate) abort: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Life {
    pub(crate) fn new() -> Self {
        Self { stop: CancellationToken::new(), abort: CancellationToken::new(), tasks: TaskTracker::new() }
    }

    /// Spawns a task that does not outlive the emulator.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let abort = self.abort.clone();
        self.tasks.spawn(async move {
            abort.run_until_cancelled(task).await;
        });
    }

    /// Ends all tasks at once: connections are dropped, requests in flight get no answer.
    pub(crate) async fn cut(&self) {
        self.abort.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Ends all tasks, and cuts off what has not ended in time.
    pub(crate) async fn end(&self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(GRACE, self.tasks.wait()).await.is_err() {
            self.abort.cancel();
            self.tasks.wait().await;
        }
    }
}

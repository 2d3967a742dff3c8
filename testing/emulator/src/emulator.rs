//! The handle of a running emulator.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::builder::{Builder, StartError};

/// How long `stop` lets requests and closing handshakes end by themselves.
const GRACE: Duration = Duration::from_secs(5);

/// A running emulator. Dropping it stops it at once; [`Emulator::stop`] does so gracefully.
pub struct Emulator {
    pub(crate) address: SocketAddr,
    pub(crate) endpoint: String,
    pub(crate) access_key: String,
    pub(crate) secondary_access_key: Option<String>,
    pub(crate) connection_string: String,
    pub(crate) life: Life,
}

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
}

impl Emulator {
    /// Starts one with the default settings: a free port on 127.0.0.1.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Settings to choose before starting.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// `Endpoint=http://127.0.0.1:PORT;AccessKey=…;Version=1.0;`. Holds the key.
    pub fn connection_string(&self) -> &str {
        &self.connection_string
    }

    /// `http://host:port`, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The key that signs and checks tokens.
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// The other key that signs and checks tokens, if there is one.
    pub fn secondary_access_key(&self) -> Option<&str> {
        self.secondary_access_key.as_deref()
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: no new connections, requests in flight are answered, WebSocket clients are closed
    /// with code 1001. What has not ended after five seconds is cut off. Afterwards no task and no
    /// port is left.
    pub async fn stop(self) {
        self.life.stop.cancel();
        self.life.tasks.close();
        if tokio::time::timeout(GRACE, self.life.tasks.wait()).await.is_err() {
            self.life.abort.cancel();
            self.life.tasks.wait().await;
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.life.abort.cancel();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

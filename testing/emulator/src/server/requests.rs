//! How many requests of one connection are in progress, for its stream and for its end.

use http::{StatusCode, Version};
use tokio::sync::watch;

/// Shared by the stream, the handler and the task of a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests(watch::Sender<Progress>);

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    pub(super) active: usize,
    /// All requests so far.
    pub(super) count: usize,
    pub(super) http_2: bool,
}

/// A request in progress; it ends on drop.
#[derive(Debug)]
pub(super) struct Request(Option<Requests>);

impl Requests {
    pub(super) fn begin(&self, version: Version) -> Request {
        self.0.send_modify(|progress| {
            progress.active += 1;
            progress.count += 1;
            progress.http_2 = version == Version::HTTP_2;
        });
        Request(Some(self.clone()))
    }

    pub(super) fn progress(&self) -> Progress {
        *self.0.borrow()
    }

    /// Waits until none is in progress.
    pub(super) async fn idle(&self) {
        // The sender is `self`, so it is not closed.
        let _ = self.0.subscribe().wait_for(|progress| progress.active == 0).await;
    }
}

impl Request {
    /// Ends it with a response of this status. A connection that becomes a WebSocket stays busy for ever.
    pub(super) fn end(mut self, status: StatusCode) {
        if status == StatusCode::SWITCHING_PROTOCOLS {
            self.0 = None;
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        if let Some(requests) = &self.0 {
            requests.0.send_modify(|progress| progress.active -= 1);
        }
    }
}

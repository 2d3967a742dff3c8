//! The bounded queue between the hub and one connection's task.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

/// The maximum size of one connection's queue, in bytes, with the frame that is being written.
const MAX_QUEUED_BYTES: usize = 16 * 1024 * 1024;
/// What a frame costs beside its bytes.
const OVERHEAD: usize = 128;

/// Why the emulator ends a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CloseReason {
    /// Requested through REST, with a reason for the client.
    Requested(String),
    /// It reads too slowly, and its queue is full.
    Slow,
}

/// The hub's end. When it is dropped, the task writes the queued messages and ends.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Queued>,
    bytes: Arc<Semaphore>,
    shutdown: Arc<Shutdown>,
}

/// The task's end.
#[derive(Debug)]
pub(crate) struct Inbox {
    queue: mpsc::Receiver<Queued>,
    shutdown: Arc<Shutdown>,
}

/// A frame; while this value exists, its bytes count as queued.
#[derive(Debug)]
pub(crate) struct Queued {
    pub(crate) frame: Bytes,
    _bytes: OwnedSemaphorePermit,
}

#[derive(Debug)]
struct Shutdown {
    reason: OnceLock<CloseReason>,
    /// Cancelled when the queued messages must not be written any more.
    immediate: CancellationToken,
}

/// Both ends of a queue of at most `capacity` messages.
pub(crate) fn outbox(capacity: usize) -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::channel(capacity);
    let shutdown = Arc::new(Shutdown { reason: OnceLock::new(), immediate: CancellationToken::new() });
    let outbox =
        Outbox { queue: sender, bytes: Arc::new(Semaphore::new(MAX_QUEUED_BYTES)), shutdown: Arc::clone(&shutdown) };
    (outbox, Inbox { queue: receiver, shutdown })
}

impl Outbox {
    /// Queues a message; false if the queue is full.
    pub(crate) fn push(&self, frame: &Bytes) -> bool {
        let size = u32::try_from(frame.len() + OVERHEAD).unwrap_or(u32::MAX);
        let Ok(permit) = Arc::clone(&self.bytes).try_acquire_many_owned(size) else {
            return false;
        };
        let queued = Queued { frame: frame.clone(), _bytes: permit };
        match self.queue.try_send(queued) {
            Err(mpsc::error::TrySendError::Full(_)) => false,
            // Closed: the task has ended, and the connection is about to leave the hub.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => true,
        }
    }

    /// Closes the connection; a slow one without the queued messages.
    pub(crate) fn close(self, reason: CloseReason) {
        let immediate = reason == CloseReason::Slow;
        // The first reason is kept.
        let _ = self.shutdown.reason.set(reason);
        if immediate {
            self.shutdown.immediate.cancel();
        }
    }
}

impl Inbox {
    /// The next message; `None` when the hub has removed the connection.
    pub(crate) async fn next(&mut self) -> Option<Queued> {
        self.queue.recv().await
    }

    /// Why the hub closed the connection, if it did.
    pub(crate) fn close_reason(&self) -> Option<CloseReason> {
        self.shutdown.reason.get().cloned()
    }

    /// Cancelled when nothing more must be written.
    pub(crate) fn immediate(&self) -> CancellationToken {
        self.shutdown.immediate.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize) -> Bytes {
        vec![0; bytes].into()
    }

    #[tokio::test]
    async fn full_by_count() {
        let (outbox, mut inbox) = outbox(2);
        assert!(outbox.push(&message(1)) && outbox.push(&message(1)));
        assert!(!outbox.push(&message(1)));
        assert!(inbox.next().await.is_some());
        assert!(outbox.push(&message(1)));
    }

    #[tokio::test]
    async fn full_by_bytes() {
        let (outbox, mut inbox) = outbox(1000);
        let big = message(MAX_QUEUED_BYTES / 2);
        assert!(outbox.push(&big));
        assert!(!outbox.push(&big));
        let written = inbox.next().await.expect("a message");
        assert!(!outbox.push(&big), "what is being written counts");
        drop(written);
        assert!(outbox.push(&big), "its bytes were given back");
    }

    #[tokio::test]
    async fn queued_messages_are_written_before_closing() {
        let (outbox, mut inbox) = outbox(2);
        outbox.push(&message(1));
        outbox.close(CloseReason::Requested("bye".to_owned()));
        assert!(!inbox.immediate().is_cancelled());
        assert!(inbox.next().await.is_some());
        assert!(inbox.next().await.is_none());
        assert_eq!(inbox.close_reason(), Some(CloseReason::Requested("bye".to_owned())));
    }

    #[tokio::test]
    async fn a_slow_connection_ends_at_once() {
        let (outbox, inbox) = outbox(2);
        outbox.close(CloseReason::Slow);
        assert!(inbox.immediate().is_cancelled());
    }
}

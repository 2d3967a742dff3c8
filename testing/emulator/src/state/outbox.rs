//! The bounded queue between the hub and one connection's task.

use std::sync::{Arc, OnceLock};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::message::Message;

/// Bytes that may wait for one connection.
const BYTES: usize = 16 * 1024 * 1024;

/// Why the emulator ends a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// Asked for through REST, with a reason to tell the client.
    Asked(String),
    /// It reads more slowly than others write.
    Slow,
}

/// The hub's end. Dropping it lets the task write what waits, and then end.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Waiting>,
    bytes: Arc<Semaphore>,
    fate: Arc<Fate>,
}

/// The task's end.
#[derive(Debug)]
pub(crate) struct Inbox {
    queue: mpsc::Receiver<Waiting>,
    fate: Arc<Fate>,
}

#[derive(Debug)]
struct Waiting {
    message: Arc<Message>,
    /// Gives its bytes back when the message leaves the queue.
    _bytes: OwnedSemaphorePermit,
}

#[derive(Debug)]
struct Fate {
    closing: OnceLock<Closing>,
    /// Set when what waits is not to be written any more.
    at_once: CancellationToken,
}

/// Both ends of a queue of so many messages.
pub(crate) fn outbox(capacity: usize) -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::channel(capacity);
    let fate = Arc::new(Fate { closing: OnceLock::new(), at_once: CancellationToken::new() });
    let outbox = Outbox { queue: sender, bytes: Arc::new(Semaphore::new(BYTES)), fate: Arc::clone(&fate) };
    (outbox, Inbox { queue: receiver, fate })
}

impl Outbox {
    /// Queues a message; false when there is no room.
    pub(crate) fn push(&self, message: &Arc<Message>) -> bool {
        let weight = u32::try_from(message.weight()).unwrap_or(u32::MAX);
        let Ok(permit) = Arc::clone(&self.bytes).try_acquire_many_owned(weight) else {
            return false;
        };
        let waiting = Waiting { message: Arc::clone(message), _bytes: permit };
        match self.queue.try_send(waiting) {
            Err(mpsc::error::TrySendError::Full(_)) => false,
            // Closed: the task has ended and is about to leave the hub.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => true,
        }
    }

    /// Ends the connection; a slow one without what waits for it.
    pub(crate) fn close(self, closing: Closing) {
        let at_once = closing == Closing::Slow;
        // The first reason stays.
        let _ = self.fate.closing.set(closing);
        if at_once {
            self.fate.at_once.cancel();
        }
    }
}

impl Inbox {
    /// The next message; `None` when the hub has let go of the connection.
    pub(crate) async fn next(&mut self) -> Option<Arc<Message>> {
        self.queue.recv().await.map(|waiting| waiting.message)
    }

    /// Why the hub let go, if it did.
    pub(crate) fn closing(&self) -> Option<Closing> {
        self.fate.closing.get().cloned()
    }

    /// Fires when nothing more is to be written.
    pub(crate) fn at_once(&self) -> CancellationToken {
        self.fate.at_once.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Origin, Payload};
    use crate::metadata::Metadata;

    fn message(bytes: usize) -> Arc<Message> {
        Arc::new(Message {
            origin: Origin::Server,
            payload: Payload::Binary(vec![0; bytes].into()),
            metadata: Metadata::default(),
        })
    }

    #[tokio::test]
    async fn full_by_number() {
        let (outbox, mut inbox) = outbox(2);
        assert!(outbox.push(&message(1)) && outbox.push(&message(1)));
        assert!(!outbox.push(&message(1)));
        assert!(inbox.next().await.is_some());
        assert!(outbox.push(&message(1)));
    }

    #[tokio::test]
    async fn full_by_bytes() {
        let (outbox, mut inbox) = outbox(1000);
        let big = message(BYTES / 2);
        assert!(outbox.push(&big));
        assert!(!outbox.push(&big));
        assert!(inbox.next().await.is_some());
        assert!(outbox.push(&big), "its bytes were given back");
    }

    #[tokio::test]
    async fn what_waits_is_written_before_closing() {
        let (outbox, mut inbox) = outbox(2);
        outbox.push(&message(1));
        outbox.close(Closing::Asked("bye".to_owned()));
        assert!(!inbox.at_once().is_cancelled());
        assert!(inbox.next().await.is_some());
        assert!(inbox.next().await.is_none());
        assert_eq!(inbox.closing(), Some(Closing::Asked("bye".to_owned())));
    }

    #[tokio::test]
    async fn a_slow_one_ends_at_once() {
        let (outbox, inbox) = outbox(2);
        outbox.close(Closing::Slow);
        assert!(inbox.at_once().is_cancelled());
    }
}

//! The hub's end of a connection's queue.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use bytes::Bytes;

use super::inbox::Inbox;
use super::queue::Queue;
use crate::clock::Clock;

/// Why the emulator ends a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CloseReason {
    /// Requested through REST, with a reason for the client.
    Requested(String),
    /// It reads too slowly, and its queue is full.
    Slow,
}

/// When it is dropped, the connection has left the hub: its transport writes the queued messages and ends.
#[derive(Debug)]
pub(crate) struct Outbox(Arc<Shared>);

/// What both ends share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) clock: Arc<Clock>,
    state: Mutex<State>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) queue: Queue,
    /// The number of the current transport.
    pub(super) transport: u64,
    /// Whether the connection has left the hub.
    pub(super) removed: bool,
    pub(super) reason: Option<CloseReason>,
    /// The task of the current transport, if it waits.
    pub(super) task: Option<Waker>,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and wakes the task.
    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.lock();
        let result = change(&mut state);
        let task = state.task.take();
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
        result
    }
}

impl Outbox {
    /// A queue of at most `capacity` messages. A reliable one keeps them until they are acknowledged.
    pub(crate) fn new(capacity: usize, reliable: bool, clock: Arc<Clock>) -> Self {
        let queue = Queue::new(capacity, reliable);
        let state = State { queue, transport: 0, removed: false, reason: None, task: None };
        Self(Arc::new(Shared { clock, state: Mutex::new(state) }))
    }

    /// The end for a new transport, which replaces the one before it and sends again what was not acknowledged.
    pub(crate) fn attach(&self) -> Inbox {
        let transport = self.0.change(|state| {
            state.queue.replay();
            state.transport += 1;
            state.transport
        });
        Inbox::new(Arc::clone(&self.0), transport)
    }

    /// Whether this is the current transport.
    pub(crate) fn is_current(&self, transport: u64) -> bool {
        self.0.lock().transport == transport
    }

    /// Queues a message; false if the queue is full.
    pub(crate) fn push(&self, frame: &Bytes, expires: Option<Duration>) -> bool {
        self.0.change(|state| state.queue.push(frame, expires, || self.0.clock.elapsed()))
    }

    /// Closes the connection; a slow one without the queued messages.
    pub(crate) fn close(self, reason: CloseReason) {
        self.0.change(|state| {
            if reason == CloseReason::Slow {
                state.queue.clear();
            }
            state.reason = Some(reason);
        });
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.0.change(|state| state.removed = true);
    }
}

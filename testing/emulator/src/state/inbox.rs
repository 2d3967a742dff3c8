//! A transport's end of a connection's queue.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::outbox::{CloseReason, Shared, State};
use super::queue::Queued;

/// All waiting is done by one task: it is woken for whatever happens.
#[derive(Debug)]
pub(crate) struct Inbox {
    shared: Arc<Shared>,
    transport: u64,
}

impl Inbox {
    pub(super) fn new(shared: Arc<Shared>, transport: u64) -> Self {
        Self { shared, transport }
    }

    /// The number of this transport.
    pub(crate) fn transport(&self) -> u64 {
        self.transport
    }

    /// Whether no other transport has replaced this one.
    pub(crate) fn is_current(&self) -> bool {
        self.shared.lock().transport == self.transport
    }

    /// The next messages, to write in one go; `None` when the hub has removed the connection. They count as queued until
    /// [`written`](Self::written).
    pub(crate) async fn next(&self) -> Option<Vec<Queued>> {
        self.wait(|state| self.take(state).map(Some).or_else(|| self.is_over(state).then_some(None))).await
    }

    /// The same without waiting; `None` if there are none.
    pub(crate) fn try_next(&self) -> Option<Vec<Queued>> {
        self.take(&mut self.shared.lock())
    }

    fn take(&self, state: &mut State) -> Option<Vec<Queued>> {
        while state.transport == self.transport && state.queue.is_waiting() {
            let batch = state.queue.take(|| self.shared.clock.elapsed());
            if !batch.is_empty() {
                return Some(batch);
            }
        }
        None
    }

    /// Whether no message will come any more.
    fn is_over(&self, state: &State) -> bool {
        state.transport == self.transport && state.removed
    }

    pub(crate) fn written(&self) {
        self.shared.lock().queue.written();
    }

    /// The client has received all messages up to this one.
    pub(crate) fn acknowledge(&self, sequence: u64) {
        let mut state = self.shared.lock();
        if state.transport == self.transport {
            state.queue.acknowledge(sequence);
        }
    }

    /// Waits until nothing more must be written: another transport has replaced this one, or the client is too slow.
    pub(crate) async fn interrupted(&self) {
        let slow = |state: &State| state.reason == Some(CloseReason::Slow);
        self.wait(|state| (state.transport != self.transport || slow(state)).then_some(())).await;
    }

    /// Waits until the connection has left the hub, or has another transport.
    pub(crate) async fn abandoned(&self) {
        self.wait(|state| (state.transport != self.transport || state.removed).then_some(())).await;
    }

    /// Why the hub closed the connection, if it did and this is still its transport.
    pub(crate) fn close_reason(&self) -> Option<CloseReason> {
        let state = self.shared.lock();
        if state.transport == self.transport { state.reason.clone() } else { None }
    }

    /// Waits for a change that `ready` recognises.
    async fn wait<R>(&self, mut ready: impl FnMut(&mut State) -> Option<R>) -> R {
        poll_fn(|cx: &mut Context<'_>| {
            let mut state = self.shared.lock();
            if let Some(result) = ready(&mut state) {
                return Poll::Ready(result);
            }
            // A replaced transport must not take the place of the current one; it is about to end.
            if state.transport == self.transport && !state.task.as_ref().is_some_and(|task| task.will_wake(cx.waker()))
            {
                state.task = Some(cx.waker().clone());
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::FutureExt as _;

    use super::super::outbox::Outbox;
    use super::*;

    fn outbox(reliable: bool) -> Outbox {
        Outbox::new(2, reliable, Arc::default())
    }

    async fn next(inbox: &Inbox) -> Option<Vec<u64>> {
        Some(inbox.next().await?.iter().map(|one| one.sequence).collect())
    }

    #[tokio::test]
    async fn queued_messages_are_written_before_closing() {
        let outbox = outbox(false);
        let inbox = outbox.attach();
        outbox.push(&Bytes::new(), None);
        outbox.close(CloseReason::Requested("bye".to_owned()));
        assert_eq!(inbox.interrupted().now_or_never(), None);
        assert_eq!((next(&inbox).await, next(&inbox).await), (Some(vec![1]), None));
        assert_eq!(inbox.close_reason(), Some(CloseReason::Requested("bye".to_owned())));
    }

    #[tokio::test]
    async fn a_slow_connection_ends_at_once() {
        let outbox = outbox(false);
        let inbox = outbox.attach();
        outbox.push(&Bytes::new(), None);
        outbox.close(CloseReason::Slow);
        inbox.interrupted().await;
        assert_eq!(next(&inbox).await, None);
    }

    #[tokio::test]
    async fn only_the_current_transport_sends() {
        let outbox = outbox(true);
        let old = outbox.attach();
        outbox.push(&Bytes::new(), None);
        assert_eq!(next(&old).await, Some(vec![1]));
        let waiting = old.interrupted();
        let new = tokio::join!(waiting, async { outbox.attach() }).1;
        outbox.push(&Bytes::new(), None);
        assert_eq!(next(&old).now_or_never(), None);
        old.acknowledge(1);
        assert_eq!(next(&new).await, Some(vec![1, 2]));
        outbox.close(CloseReason::Requested(String::new()));
        assert_eq!(old.close_reason(), None);
    }

    #[tokio::test]
    async fn a_waiting_task_is_woken() {
        let outbox = outbox(false);
        let inbox = outbox.attach();
        let (batch, ()) = tokio::join!(next(&inbox), async { assert!(outbox.push(&Bytes::new(), None)) });
        assert_eq!(batch, Some(vec![1]));
        let (end, ()) = tokio::join!(next(&inbox), async { drop(outbox) });
        assert_eq!(end, None);
    }
}

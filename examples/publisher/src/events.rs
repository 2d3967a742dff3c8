//! What happens to each message, in the order in which this process learns of it.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What the service says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Web PubSub has accepted it.
    Accepted,
    /// Web PubSub has certainly not accepted it.
    Rejected,
    /// Web PubSub may have accepted it.
    Unknown,
}

/// Something that this process knows to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A message is about to be posted.
    Posting(u64),
    /// The service has responded for it.
    Ended(u64, Outcome),
    /// The subscriber is connected.
    Connected,
    /// The subscriber has received a message.
    Received(u64),
    /// The subscriber's connection is closed.
    Disconnected,
}

/// All events so far. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct EventLog {
    events: Arc<Mutex<Vec<Event>>>,
    ended: Arc<watch::Sender<u64>>,
    connections: Arc<watch::Sender<u64>>,
}

impl EventLog {
    pub(crate) fn new() -> Self {
        let (ended, connections) = (watch::Sender::new(0), watch::Sender::new(0));
        Self { events: Arc::default(), ended: Arc::new(ended), connections: Arc::new(connections) }
    }

    pub(crate) fn record(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        match event {
            Event::Ended(..) => self.ended.send_modify(|ended| *ended += 1),
            Event::Connected => self.connections.send_modify(|connections| *connections += 1),
            Event::Posting(_) | Event::Received(_) | Event::Disconnected => {}
        }
    }

    /// Waits until so many messages have ended.
    pub(crate) async fn ended(&self, messages: u64) {
        // Fails only without a sender, and `self` holds it.
        let _ = self.ended.subscribe().wait_for(|ended| *ended >= messages).await;
    }

    /// How often the subscriber has connected.
    pub(crate) fn connections(&self) -> u64 {
        *self.connections.borrow()
    }

    /// Waits until the subscriber has connected so often.
    pub(crate) async fn connected(&self, times: u64) {
        let _ = self.connections.subscribe().wait_for(|connections| *connections >= times).await;
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

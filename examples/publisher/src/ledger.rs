//! What happened to each message, in the order in which this process learnt of it.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What the service said of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Web PubSub has taken it.
    Accepted,
    /// Web PubSub has certainly not taken it.
    Refused,
    /// Nobody knows.
    Unknown,
}

/// Something that this process knows to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A message is about to be posted.
    Begun(u64),
    /// The service has answered for it.
    Ended(u64, Outcome),
    /// The subscriber is connected.
    Connected,
    /// The subscriber got a message.
    Arrived(u64),
    /// The subscriber's connection is gone.
    Disconnected,
}

/// Shared by all who see something happen.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    events: Arc<Mutex<Vec<Event>>>,
    ended: Arc<watch::Sender<u64>>,
    connections: Arc<watch::Sender<u64>>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        let (ended, connections) = (watch::Sender::new(0), watch::Sender::new(0));
        Self { events: Arc::default(), ended: Arc::new(ended), connections: Arc::new(connections) }
    }

    pub(crate) fn note(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        match event {
            Event::Ended(..) => self.ended.send_modify(|ended| *ended += 1),
            Event::Connected => self.connections.send_modify(|connections| *connections += 1),
            Event::Begun(_) | Event::Arrived(_) | Event::Disconnected => {}
        }
    }

    /// Waits until so many messages have ended.
    pub(crate) async fn ended(&self, messages: u64) {
        // The sender lives as long as we do.
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

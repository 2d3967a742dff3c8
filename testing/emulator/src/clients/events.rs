//! The events of a client that its handler has not responded to yet.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::session::Registration;
use crate::message::{Message, Origin, Payload};
use crate::metadata::Metadata;
use crate::protocols::Failure;
use crate::server::Service;
use crate::upstream::{MAX_WAITING, Receipt, Unhandled};

/// The event of each frame of a client without a subprotocol.
pub(super) const RAW_EVENT: &str = "message";

/// The events that one transport waits for.
#[derive(Debug, Default)]
pub(super) struct Pending {
    count: usize,
    /// From the first event on: most clients send none.
    channel: Option<(mpsc::Sender<Done>, mpsc::Receiver<Done>)>,
}

/// An event that has been handled. Its response is in the connection's queue.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) ack: Option<u64>,
    pub(super) result: Result<(), Failure>,
}

impl Pending {
    /// Whether another event may be sent; until then nothing is read from the client.
    pub(super) fn has_room(&self) -> bool {
        self.count < MAX_WAITING
    }

    /// Sends an event to the handlers of the hub; false if it has none.
    pub(super) fn send(
        &mut self,
        client: &Registration,
        name: String,
        payload: Payload,
        metadata: Metadata,
        ack: Option<u64>,
    ) -> bool {
        let Some(events) = &client.events else { return false };
        let (done, _) = self.channel.get_or_insert_with(|| mpsc::channel(MAX_WAITING));
        let ticket = Ticket {
            service: Arc::clone(&client.service),
            hub: client.hub.clone(),
            id: Arc::clone(&client.id),
            ack,
            done: done.clone(),
        };
        self.count += 1;
        events.user(name, payload, metadata, Box::new(ticket));
        true
    }

    /// The next event that has been handled.
    pub(super) async fn next(&mut self) -> Done {
        let Some((_, receiver)) = &mut self.channel else { return std::future::pending().await };
        match receiver.recv().await {
            Some(done) => {
                self.count -= 1;
                done
            }
            // There is a sender in `self`.
            None => std::future::pending().await,
        }
    }
}

/// Goes with an event. It does not belong to a transport: a reliable client gets the response over the next one.
struct Ticket {
    service: Arc<Service>,
    hub: String,
    id: Arc<str>,
    ack: Option<u64>,
    done: mpsc::Sender<Done>,
}

impl Ticket {
    fn done(&self, result: Result<(), Failure>) {
        // There is room for all that one transport may send; an error means that it has ended.
        let _ = self.done.try_send(Done { ack: self.ack, result });
    }
}

impl Receipt for Ticket {
    fn begin(&mut self) -> bool {
        let Some(ack) = self.ack else { return true };
        let acks = |hub: &mut crate::state::Hub| hub.acks(&self.id).is_some_and(|acks| acks.contains(ack));
        let duplicate = self.service.state.hub(&self.hub, acks);
        if duplicate {
            self.done(Err(Failure::Duplicate(ack)));
        }
        !duplicate
    }

    fn end(self: Box<Self>, result: Result<Option<(Payload, Metadata)>, Unhandled>) {
        let result = result.map_err(|Unhandled| Failure::Unhandled).map(|message| {
            let message = message.map(|(payload, metadata)| {
                self.service.encode(&Message { origin: Origin::Server, payload, metadata, expires: None })
            });
            self.service.state.hub(&self.hub, |hub| {
                if let (Some(ack), Some(acks)) = (self.ack, hub.acks(&self.id)) {
                    acks.insert(ack);
                }
                if let Some(message) = &message {
                    hub.send_to(&[Arc::clone(&self.id)], message);
                }
            });
        });
        self.done(result);
    }
}

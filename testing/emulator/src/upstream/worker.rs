//! The task that delivers the events of one connection, one after another.

use std::sync::{Arc, OnceLock};

use tokio::sync::{mpsc, oneshot};

use super::connect::{Accepted, ConnectRequest, Refused};
use super::delivery::Memory;
use super::event::{Client, Event};
use super::hubs::Upstream;
use super::response;
use crate::message::Payload;
use crate::metadata::Metadata;

/// How many events of one connection wait while one is delivered; then nothing more is read from its client.
pub(crate) const MAX_WAITING: usize = 16;

/// The events of one connection. When its last clone is dropped, the connection has ended: after the events that wait, the
/// handler receives `disconnected`.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    jobs: mpsc::Sender<Box<Job>>,
    reason: Arc<OnceLock<String>>,
}

/// Who waits for the response to a user event.
pub(crate) trait Receipt: Send + 'static {
    /// Called when the event is next; false if it is no longer wanted.
    fn begin(&mut self) -> bool;

    /// Called with the message for the sender, if there is one.
    fn end(self: Box<Self>, result: Result<Option<(Payload, Metadata)>, Unhandled>);
}

/// A user event failed; the record has the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unhandled;

enum Job {
    Connect(ConnectRequest, oneshot::Sender<Result<Accepted, Refused>>),
    Admitted { subprotocol: Option<String> },
    Connected,
    User(Event, Box<dyn Receipt>),
}

impl Upstream {
    /// The events of a new connection; `None` if its hub has no handlers.
    pub(crate) fn open(self: &Arc<Self>, client: Client) -> Option<Events> {
        if !self.serves(&client.hub) {
            return None;
        }
        // Two more, for what comes before the first one.
        let (jobs, receiver) = mpsc::channel(MAX_WAITING + 2);
        let reason = Arc::new(OnceLock::new());
        let worker = Worker {
            upstream: Arc::clone(self),
            client,
            admitted: false,
            memory: Memory::default(),
            reason: Arc::clone(&reason),
        };
        self.tasks.spawn(self.workers.track_future(worker.run(receiver)));
        Some(Events { jobs, reason })
    }
}

impl Events {
    /// Asks the handler of `connect`; without one, the client is accepted. Once the handler has accepted it, it receives
    /// `disconnected` too, even if this future is dropped before.
    pub(crate) async fn connect(&self, request: ConnectRequest) -> Result<Accepted, Refused> {
        let (sender, receiver) = oneshot::channel();
        // An error means that the emulator is being aborted, and this task too.
        let _ = self.jobs.send(Box::new(Job::Connect(request, sender))).await;
        receiver.await.unwrap_or_else(|_| Ok(Accepted::default()))
    }

    /// The client is accepted, with this subprotocol.
    pub(crate) fn admitted(&self, subprotocol: Option<String>) {
        let _ = self.jobs.try_send(Box::new(Job::Admitted { subprotocol }));
    }

    /// The client is connected.
    pub(crate) fn connected(&self) {
        let _ = self.jobs.try_send(Box::new(Job::Connected));
    }

    /// Whether another event may wait.
    pub(crate) fn has_room(&self) -> bool {
        self.jobs.capacity() > 0
    }

    /// Waits until there is room. Boxed, since hardly any connection needs it.
    pub(crate) async fn room(&self) {
        // An error means that the emulator is being aborted, and this task too.
        let _ = Box::pin(self.jobs.reserve()).await;
    }

    /// An event of the client. If too many wait, it fails.
    pub(crate) fn user(&self, name: String, payload: Payload, metadata: Metadata, receipt: Box<dyn Receipt>) {
        let job = Job::User(Event::User { name, payload, metadata }, receipt);
        if let Err(mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) =
            self.jobs.try_send(Box::new(job))
            && let Job::User(_, receipt) = *job
        {
            receipt.end(Err(Unhandled));
        }
    }

    /// Why the connection ends; the first reason is kept.
    pub(crate) fn ends(&self, reason: &str) {
        let _ = self.reason.set(reason.to_owned());
    }
}

struct Worker {
    upstream: Arc<Upstream>,
    client: Client,
    /// Whether the client was accepted, by its handler or without one.
    admitted: bool,
    memory: Memory,
    reason: Arc<OnceLock<String>>,
}

impl Worker {
    async fn run(mut self, mut jobs: mpsc::Receiver<Box<Job>>) {
        while let Some(job) = jobs.recv().await {
            match *job {
                Job::Connect(request, sender) => {
                    let result = self.connect(request).await;
                    let refused = result.is_err();
                    let _ = sender.send(result);
                    if refused {
                        return;
                    }
                }
                Job::Admitted { subprotocol } => {
                    self.client.subprotocol = subprotocol;
                    self.admitted = true;
                }
                Job::Connected => self.notify(Event::Connected).await,
                Job::User(event, mut receipt) => {
                    if receipt.begin() {
                        receipt.end(self.user(event).await);
                    }
                }
            }
        }
        if self.admitted {
            let reason = self.reason.get().cloned().unwrap_or_default();
            self.notify(Event::Disconnected { reason }).await;
        }
    }

    async fn connect(&mut self, request: ConnectRequest) -> Result<Accepted, Refused> {
        let event = Event::Connect(request);
        let delivered = self.upstream.deliver(&self.client, &event, &mut self.memory).await;
        let Some(mut delivered) = delivered else { return Ok(Accepted::default()) };
        let Event::Connect(request) = event else { return Ok(Accepted::default()) };
        let max_groups = self.upstream.max_groups;
        let accepted = delivered.read(|response| Accepted::read(response, &request.subprotocols, max_groups));
        self.upstream.controls.record.add(delivered.entry);
        match (accepted, delivered.response) {
            (Ok(accepted), _) => {
                self.admitted = true;
                if let Some(user) = &accepted.user_id {
                    self.client.user = Some(user.as_str().into()).filter(|_| !user.is_empty());
                }
                Ok(accepted)
            }
            // 101 would make a WebSocket of the refusal.
            (Err(_), Ok(response)) if response.status().as_u16() >= 300 => {
                Err(Refused::by(response, self.upstream.settings.relay_refusals))
            }
            (Err(failure), _) => Err(Refused::from(&failure)),
        }
    }

    async fn user(&mut self, event: Event) -> Result<Option<(Payload, Metadata)>, Unhandled> {
        let delivered = self.upstream.deliver(&self.client, &event, &mut self.memory).await;
        let mut delivered = delivered.ok_or(Unhandled)?;
        let message = delivered.read(response::message);
        self.upstream.controls.record.add(delivered.entry);
        message.map_err(|_| Unhandled)
    }

    /// Delivers an event whose response only matters as a success or failure.
    async fn notify(&mut self, event: Event) {
        if let Some(mut delivered) = self.upstream.deliver(&self.client, &event, &mut self.memory).await {
            let _ = delivered.read(|_| Ok(()));
            self.upstream.controls.record.add(delivered.entry);
        }
    }
}

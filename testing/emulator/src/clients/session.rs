//! The task of one connection.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use hyper::upgrade::OnUpgrade;
use tokio::time::{Instant, interval_at, timeout};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};

use super::actions;
use super::closing::{End, close};
use super::events::{Done, Pending, RAW_EVENT};
use super::raw::RawMode;
use super::socket::{self, Socket};
use crate::message::Payload;
use crate::metadata::Metadata;
use crate::protocols::{Failure, Protocol, Request, Unsupported};
use crate::server::Service;
use crate::state::{CloseReason, Inbox, Queued};
use crate::tap::{Seen, Tap};
use crate::upstream::Events;

/// A client that sends nothing for this many pings is disconnected.
const PINGS_MISSED: u32 = 3;

/// One transport of a connection, from its 101 response to its end.
pub(super) struct Session {
    pub(super) registration: Registration,
    pub(super) protocol: Protocol,
    pub(super) mode: RawMode,
    pub(super) inbox: Inbox,
    /// Whether another transport was here before, so that the client knows its connection.
    pub(super) recovered: bool,
}

/// The registration in the hub, removed on drop unless another transport has taken the place of this one.
pub(super) struct Registration {
    pub(super) service: Arc<Service>,
    pub(super) hub: String,
    pub(super) id: Arc<str>,
    pub(super) user: Option<Arc<str>>,
    pub(super) transport: u64,
    pub(super) tap: Arc<Tap>,
    /// `None` if the hub has no event handlers.
    pub(super) events: Option<Events>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let (removed, replaced) = self
            .service
            .state
            .hub(&self.hub, |hub| (hub.remove_transport(&self.id, self.transport), hub.connection(&self.id).is_some()));
        drop(removed);
        if !replaced {
            self.tap.closed();
        }
    }
}

impl Session {
    pub(super) async fn run(self, upgrade: OnUpgrade) {
        let stop = self.registration.service.tasks.stop.clone();
        let tap = Arc::clone(&self.registration.tap);
        if let Ok(upgraded) = upgrade.await {
            let mut socket = socket::open(upgraded).await;
            if let Some(events) = self.registration.events.as_ref().filter(|_| !self.recovered) {
                events.connected();
            }
            // A frame that is being written when one of the first three comes stays in the socket, and is completed or
            // dropped by `close`.
            let end = tokio::select! {
                biased;
                () = self.inbox.interrupted() => self.end(),
                demand = tap.demanded() => demand.into(),
                () = stop.cancelled() => End::stopping(),
                Err(end) = self.serve(&mut socket) => end,
            };
            if !matches!(end, End::Gone) || !self.protocol.is_reliable() {
                if self.inbox.is_current() {
                    self.ends(&end);
                    end.tell(&tap);
                }
                let Self { registration, protocol, .. } = self;
                // From here on no message can be sent to it.
                drop(registration);
                return close(&mut socket, protocol, end, &stop).await;
            }
        }
        if self.protocol.is_reliable() {
            let end = stop.run_until_cancelled(self.wait_for_recovery()).await.unwrap_or_else(End::stopping);
            // Another transport may have taken the place of this one.
            if self.inbox.is_current() {
                self.ends(&end);
                end.tell_without_frame(&tap);
            }
        }
    }

    /// Tells the events why the connection ends.
    fn ends(&self, end: &End) {
        if let Some(events) = &self.registration.events {
            events.ends(end.reason());
        }
    }

    /// The connection stays in its hub for a while, until another transport takes the place of this one.
    async fn wait_for_recovery(&self) -> End {
        let Registration { service, tap, .. } = &self.registration;
        let clock = &service.controls.clock;
        tokio::select! {
            biased;
            () = self.inbox.abandoned() => self.end(),
            demand = tap.demanded_close() => demand.into(),
            () = clock.sleep_until(clock.elapsed() + service.settings.limits.recovery_window) => End::Gone,
        }
    }

    /// Nothing is read while something is being written: a client that does not read cannot ask for more.
    async fn serve(&self, socket: &mut Socket) -> Result<Infallible, End> {
        self.greet(socket).await?;
        let mut pending = Pending::default();
        let every = self.registration.service.settings.keep_alive;
        let mut pings = interval_at(Instant::now() + every, every);
        let mut last_received = Instant::now();
        loop {
            self.undisturbed()?;
            let (has_room, is_busy) = (pending.has_room(), self.is_busy());
            tokio::select! {
                _ = pings.tick() => {
                    if !has_room || is_busy {
                        // Its pongs are not read either.
                        last_received = Instant::now();
                    } else if last_received.elapsed() > every * PINGS_MISSED {
                        return Err(End::Gone);
                    }
                    self.respond(socket, Some(Frame::Ping(Vec::new().into()))).await?;
                }
                messages = self.inbox.next() => {
                    let messages = messages.ok_or_else(|| self.end())?;
                    self.deliver(socket, messages).await?;
                }
                done = pending.next() => self.finish(socket, done).await?,
                () = self.room(), if is_busy => {}
                frame = socket.next(), if has_room && !is_busy => {
                    last_received = Instant::now();
                    self.receive(socket, frame.ok_or(End::Gone)??, &mut pending).await?;
                }
            }
        }
    }

    /// Whether events that the transport before this one has sent leave no room for others; then nothing is read.
    fn is_busy(&self) -> bool {
        self.registration.events.as_ref().is_some_and(|events| !events.has_room())
    }

    /// Waits until there is room.
    async fn room(&self) {
        if let Some(events) = &self.registration.events {
            events.room().await;
        }
    }

    /// Writes the first frame.
    async fn greet(&self, socket: &mut Socket) -> Result<(), End> {
        let Registration { service, id, user, .. } = &self.registration;
        if self.recovered && !service.settings.switches.connected_on_recovery {
            return Ok(());
        }
        let token = service.reconnection_token(id).filter(|_| self.protocol.is_reliable());
        self.respond(socket, self.protocol.connected(id, user.as_deref(), token.as_deref())).await
    }

    /// Writes messages in one go. They count as queued until they are written.
    async fn deliver(&self, socket: &mut Socket, mut messages: Vec<Queued>) -> Result<(), End> {
        let tap = &self.registration.tap;
        self.undisturbed()?;
        self.in_time(tap.before_write().map(Ok)).await?;
        // What a test lets pass, as it wants it now that they are written.
        let passing = tap.may_pass();
        let is_cut = passing < messages.len();
        messages.truncate(passing);
        let (count, bytes) = (messages.len(), messages.iter().map(|message| message.frame.len()).sum());
        let parts = messages.into_iter().flat_map(|Queued { frame, sequence }| {
            [self.protocol.numbered(sequence, frame.len()), Some(frame)].into_iter().flatten()
        });
        // Collected at once: each connection's task has room for what is held while it is written.
        let frames = parts.collect();
        self.in_time(socket::write_shared(socket, frames)).await?;
        self.inbox.written();
        tap.sent(count, bytes);
        // Also if the test has changed its mind in the meantime: the rest of them is lost.
        if is_cut { Err(End::Gone) } else { Ok(()) }
    }

    /// Performs the request of a frame.
    async fn receive(&self, socket: &mut Socket, frame: Frame, pending: &mut Pending) -> Result<(), End> {
        let mut seen = self.registration.tap.received(&frame);
        let request = match frame {
            Frame::Text(_) | Frame::Binary(_) => self.protocol.read(frame)?,
            Frame::Close(close) => {
                // Writes the response to the closing handshake, which the WebSocket library has queued.
                self.undisturbed()?;
                self.in_time(socket.flush()).await?;
                let normal = close.is_some_and(|close| close.code == CloseCode::Normal);
                return Err(if normal { End::Left } else { End::Gone });
            }
            // The same for the response to a ping.
            Frame::Ping(_) => {
                self.undisturbed()?;
                return self.in_time(socket.flush()).await;
            }
            Frame::Pong(_) | Frame::Frame(_) => return Ok(()),
        };
        seen.asks(&request);
        let response = match request {
            Request::Raw(payload) => return self.raw(payload, pending),
            Request::Event { name, payload, metadata, ack } if self.registration.events.is_some() => {
                pending.send(&self.registration, name, payload, metadata, ack);
                None
            }
            Request::Ping => self.protocol.pong(),
            Request::SequenceAck(sequence) => {
                if self.protocol.is_reliable() {
                    self.inbox.acknowledge(sequence);
                }
                None
            }
            Request::Invoke { invocation } => self.protocol.invoke_response(invocation, &Failure::Unhandled),
            Request::CancelInvocation => None,
            Request::Unsupported(request) => self.unsupported(request),
            request => self.acknowledged(request, &mut seen),
        };
        // In the record it comes before its response.
        drop(seen);
        self.respond(socket, response).await
    }

    /// Performs a request; returns the acknowledgement, if the client requested one.
    fn acknowledged(&self, request: Request, seen: &mut Seen<'_>) -> Option<Frame> {
        let id = request.ack_id();
        let result = actions::perform(&self.registration, request)?;
        if let Err(failure) = &result {
            seen.refused(failure);
        }
        self.protocol.ack(id?, result.as_ref().copied())
    }

    fn unsupported(&self, request: Unsupported) -> Option<Frame> {
        let Registration { service, hub, .. } = &self.registration;
        let feature = request.feature();
        service
            .controls
            .warnings
            .add(format!("hub {hub}: a client uses {feature}, which the emulator does not support"));
        self.protocol.unsupported(request)
    }

    /// Sends the response to an event: first the message, then the acknowledgement, if the client requested one.
    async fn finish(&self, socket: &mut Socket, done: Done) -> Result<(), End> {
        let Done { ack, result } = done;
        let closes =
            self.protocol == Protocol::Simple || self.registration.service.settings.upstream.close_on_failed_event;
        if closes && result == Err(Failure::Unhandled) {
            return Err(End::close(CloseCode::Error, "The event failed."));
        }
        // What is queued now is at most this; more may come in the meantime.
        for _ in 0..self.registration.service.settings.limits.queue_capacity {
            let Some(messages) = self.inbox.try_next() else { break };
            self.deliver(socket, messages).await?;
        }
        let Some(ack) = ack else { return Ok(()) };
        self.respond(socket, self.protocol.ack(ack, result.as_ref().copied())).await
    }

    fn raw(&self, payload: Payload, pending: &mut Pending) -> Result<(), End> {
        match &self.mode {
            RawMode::SendEvent => {
                let sent = pending.send(&self.registration, RAW_EVENT.to_owned(), payload, Metadata::default(), None);
                sent.then_some(()).ok_or_else(|| End::close(CloseCode::Error, "No event handler is configured."))
            }
            RawMode::SendToGroup { group, no_echo } => {
                let sent = actions::send_raw(&self.registration, group, payload, *no_echo);
                sent.unwrap_or(Ok(())).map_err(|failure| End::close(CloseCode::Policy, failure.message()))
            }
        }
    }

    /// Writes a frame, if there is one.
    async fn respond(&self, socket: &mut Socket, frame: Option<Frame>) -> Result<(), End> {
        let Some(frame) = frame else { return Ok(()) };
        let tap = &self.registration.tap;
        let write = async {
            tap.before_write().await;
            socket.send(frame.clone()).await
        };
        self.undisturbed()?;
        self.in_time(write).await?;
        tap.responded(&frame);
        Ok(())
    }

    /// Unless a test ends the connection at this very frame.
    fn undisturbed(&self) -> Result<(), End> {
        self.registration.tap.take_demand().map_or(Ok(()), |demand| Err(demand.into()))
    }

    /// A client that does not read what is written ends as one whose queue is full. No `async fn`, whose future would hold
    /// `write` twice.
    fn in_time(&self, write: impl Future<Output = Result<(), Error>>) -> impl Future<Output = Result<(), End>> {
        timeout(self.registration.service.settings.limits.write_timeout, write).map(|written| match written {
            Ok(written) => written.map_err(|_| End::Gone),
            Err(_) => Err(CloseReason::Slow.into()),
        })
    }

    /// How to end after the hub has removed the connection, or another transport has come.
    fn end(&self) -> End {
        self.inbox.close_reason().map_or(End::Gone, End::from)
    }
}

//! The task of one connection.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::OnUpgrade;
use tokio::time::{Instant, interval_at, timeout};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};

use super::acks::Acks;
use super::actions;
use super::closing::{End, close};
use super::raw::RawMode;
use super::socket::{self, Socket};
use crate::message::Payload;
use crate::metadata::Metadata;
use crate::protocols::{Failure, Protocol, Request};
use crate::server::Service;
use crate::state::{CloseReason, Inbox};

/// A client that sends nothing for this many pings is disconnected.
const PINGS_MISSED: u32 = 3;

/// One connection, from its 101 response to its end.
pub(super) struct Session {
    pub(super) registration: Registration,
    pub(super) protocol: Protocol,
    pub(super) mode: RawMode,
    pub(super) inbox: Inbox,
    pub(super) acks: Acks,
}

/// The registration in the hub, removed on drop.
pub(super) struct Registration {
    pub(super) service: Arc<Service>,
    pub(super) hub: String,
    pub(super) id: Arc<str>,
    pub(super) user: Option<Arc<str>>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        drop(self.service.state.hub(&self.hub, |hub| hub.remove(&self.id)));
    }
}

impl Session {
    pub(super) async fn run(mut self, upgrade: OnUpgrade) {
        let Ok(upgraded) = upgrade.await else { return };
        let mut socket = socket::open(upgraded).await;
        let stop = self.registration.service.tasks.stop.clone();
        let immediate = self.inbox.immediate();
        // A frame that is being written when one of the first two comes stays in the socket, and is completed or dropped by
        // `close`.
        let end = tokio::select! {
            biased;
            () = immediate.cancelled() => self.end(),
            () = stop.cancelled() => End::close(CloseCode::Away, "The emulator is stopping."),
            Err(end) = self.serve(&mut socket) => end,
        };
        let Self { registration, protocol, .. } = self;
        // From here on no message can be sent to it.
        drop(registration);
        close(&mut socket, protocol, end, &stop).await;
    }

    /// Nothing is read while something is being written: a client that does not read cannot ask for more.
    async fn serve(&mut self, socket: &mut Socket) -> Result<Infallible, End> {
        let first = self.protocol.connected(&self.registration.id, self.registration.user.as_deref());
        self.respond(socket, first).await?;
        let every = self.registration.service.settings.keep_alive;
        let mut pings = interval_at(Instant::now() + every, every);
        let mut last_received = Instant::now();
        loop {
            tokio::select! {
                _ = pings.tick() => {
                    if last_received.elapsed() > every * PINGS_MISSED {
                        return Err(End::Gone);
                    }
                    self.respond(socket, Some(Frame::Ping(Vec::new().into()))).await?;
                }
                message = self.inbox.next() => {
                    // It counts as queued until it is written.
                    let message = message.ok_or_else(|| self.end())?;
                    self.in_time(socket::write_shared(socket, message.frame.clone())).await?;
                }
                frame = socket.next() => {
                    last_received = Instant::now();
                    self.receive(socket, frame.ok_or(End::Gone)??).await?;
                }
            }
        }
    }

    /// Performs the request of a frame.
    async fn receive(&mut self, socket: &mut Socket, frame: Frame) -> Result<(), End> {
        let request = match frame {
            Frame::Text(_) | Frame::Binary(_) => self.protocol.read(frame)?,
            Frame::Close(_) => {
                // Writes the response to the closing handshake, which the WebSocket library has queued.
                self.in_time(socket.flush()).await?;
                return Err(End::Gone);
            }
            // The same for the response to a ping.
            Frame::Ping(_) => return self.in_time(socket.flush()).await,
            Frame::Pong(_) | Frame::Frame(_) => return Ok(()),
        };
        let response = match request {
            Request::Raw(payload) => return self.raw(payload),
            Request::Ping => self.protocol.pong(),
            request => self.acknowledged(request),
        };
        self.respond(socket, response).await
    }

    /// Performs a request, once per ack id; returns the acknowledgement, if the client requested one.
    fn acknowledged(&mut self, request: Request) -> Option<Frame> {
        let id = request.ack_id();
        let result = match id {
            Some(id) if self.acks.contains(id) => Err(Failure::Duplicate(id)),
            _ => actions::perform(&self.registration, request),
        };
        let id = id?;
        if result.is_ok() {
            self.acks.insert(id);
        }
        self.protocol.ack(id, result.as_ref().copied())
    }

    fn raw(&self, payload: Payload) -> Result<(), End> {
        match &self.mode {
            RawMode::SendEvent => Err(End::close(CloseCode::Error, "No event handler is configured.")),
            RawMode::SendToGroup { group, no_echo } => {
                actions::send(&self.registration, group, payload, Metadata::default(), *no_echo)
                    .map_err(|failure| End::close(CloseCode::Policy, failure.message()))
            }
        }
    }

    /// Writes a frame, if there is one.
    async fn respond(&self, socket: &mut Socket, frame: Option<Frame>) -> Result<(), End> {
        let Some(frame) = frame else { return Ok(()) };
        self.in_time(socket.send(frame)).await
    }

    /// A client that does not read what is written ends as one whose queue is full.
    async fn in_time(&self, write: impl Future<Output = Result<(), Error>>) -> Result<(), End> {
        match timeout(self.registration.service.settings.limits.write_timeout, write).await {
            Ok(written) => written.map_err(|_| End::Gone),
            Err(_) => Err(CloseReason::Slow.into()),
        }
    }

    /// How to end after the hub has removed the connection.
    fn end(&self) -> End {
        self.inbox.close_reason().map_or(End::Gone, End::from)
    }
}

//! The task of one connection.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, interval_at, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, frame::coding::CloseCode};

use super::acks::Acks;
use super::closing::{CLOSE_TIMEOUT, End, close};
use super::raw::RawMode;
use super::{MAX_MESSAGE_SIZE, actions};
use crate::message::Payload;
use crate::metadata::Metadata;
use crate::protocols::{Failure, Protocol, Request};
use crate::server::Service;
use crate::state::Inbox;

pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The read buffer of each connection; the default of 128 KiB is too much for a thousand idle clients.
const READ_BUFFER: usize = 16 * 1024;
/// The timeout for writing a frame; it ends the connection.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
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
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .max_message_size(Some(MAX_MESSAGE_SIZE))
            .max_frame_size(Some(MAX_MESSAGE_SIZE));
        let mut socket = Socket::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
        let immediate = self.inbox.immediate();
        let end = tokio::select! {
            biased;
            () = immediate.cancelled() => self.end(),
            end = self.serve(&mut socket) => end,
        };
        let Self { registration, protocol, .. } = self;
        // From here on no message can be sent to it.
        drop(registration);
        close(&mut socket, protocol, end).await;
    }

    async fn serve(&mut self, socket: &mut Socket) -> End {
        let first = self.protocol.connected(&self.registration.id, self.registration.user.as_deref());
        if !write(socket, first).await {
            return End::Gone;
        }
        let stop = self.registration.service.tasks.stop.clone();
        let every = self.registration.service.settings.keep_alive;
        let mut pings = interval_at(Instant::now() + every, every);
        let mut last_received = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return End::close(CloseCode::Away, "The emulator is stopping."),
                _ = pings.tick() => {
                    if last_received.elapsed() > every * PINGS_MISSED || !write(socket, Some(Frame::Ping(Vec::new().into()))).await {
                        return End::Gone;
                    }
                }
                message = self.inbox.next() => {
                    let Some(message) = message else { return self.end() };
                    if !write(socket, Some(self.protocol.message(&message))).await {
                        return End::Gone;
                    }
                }
                frame = socket.next() => {
                    last_received = Instant::now();
                    let end = match frame {
                        Some(Ok(frame)) => self.receive(socket, frame).await,
                        Some(Err(error)) => Some(error.into()),
                        None => Some(End::Gone),
                    };
                    if let Some(end) = end {
                        return end;
                    }
                }
            }
        }
    }

    /// Performs the request of a frame; returns how to end, if it ends the connection.
    async fn receive(&mut self, socket: &mut Socket, frame: Frame) -> Option<End> {
        let request = match frame {
            Frame::Text(_) | Frame::Binary(_) => self.protocol.read(frame),
            Frame::Close(_) => {
                // Sends the response to the closing handshake.
                let _ = timeout(CLOSE_TIMEOUT, socket.flush()).await;
                return Some(End::Gone);
            }
            // The WebSocket library responds to pings.
            Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_) => return None,
        };
        let response = match request {
            Ok(Request::Raw(payload)) => return self.raw(payload),
            Ok(Request::Ping) => self.protocol.pong(),
            Ok(request) => self.acknowledged(request),
            Err(violation) => return Some(violation.into()),
        };
        if write(socket, response).await { None } else { Some(End::Gone) }
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

    fn raw(&self, payload: Payload) -> Option<End> {
        match &self.mode {
            RawMode::SendEvent => Some(End::close(CloseCode::Error, "No event handler is configured.")),
            RawMode::SendToGroup { group, no_echo } => {
                let failure = actions::send(&self.registration, group, payload, Metadata::default(), *no_echo).err()?;
                Some(End::close(CloseCode::Policy, failure.message()))
            }
        }
    }

    /// How to end after the hub has removed the connection.
    fn end(&self) -> End {
        self.inbox.close_reason().map_or(End::Gone, End::from)
    }
}

/// Writes a frame, if there is one; false if that fails or times out.
async fn write(socket: &mut Socket, frame: Option<Frame>) -> bool {
    let Some(frame) = frame else { return true };
    matches!(timeout(WRITE_TIMEOUT, socket.send(frame)).await, Ok(Ok(())))
}

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
use super::closing::{CLOSE_LIMIT, End, close};
use super::raw::RawMode;
use super::{MESSAGE_LIMIT, actions};
use crate::message::Payload;
use crate::metadata::Metadata;
use crate::protocols::{Failure, Protocol, Request};
use crate::server::Service;
use crate::state::Inbox;

pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Bytes each connection reads at once; the usual 128 KiB are much for a thousand idle clients.
const READ_BUFFER: usize = 16 * 1024;
/// A frame that cannot be written in this time ends the connection.
const WRITE_LIMIT: Duration = Duration::from_secs(30);
/// A client that has said nothing to so many pings is gone.
const PINGS_MISSED: u32 = 3;

/// One connection, from its 101 to its end.
pub(super) struct Session {
    pub(super) registration: Registration,
    pub(super) protocol: Protocol,
    pub(super) mode: RawMode,
    pub(super) inbox: Inbox,
    pub(super) acks: Acks,
}

/// A place in the hub, given up when this is dropped.
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
            .max_message_size(Some(MESSAGE_LIMIT))
            .max_frame_size(Some(MESSAGE_LIMIT));
        let mut socket = Socket::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
        let at_once = self.inbox.at_once();
        let end = tokio::select! {
            biased;
            () = at_once.cancelled() => self.fate(),
            end = self.serve(&mut socket) => end,
        };
        let Self { registration, protocol, .. } = self;
        // From here on nobody can send to it.
        drop(registration);
        close(&mut socket, protocol, end).await;
    }

    async fn serve(&mut self, socket: &mut Socket) -> End {
        let first = self.protocol.connected(&self.registration.id, self.registration.user.as_deref());
        if !write(socket, first).await {
            return End::Gone;
        }
        let stop = self.registration.service.life.stop.clone();
        let every = self.registration.service.settings.keep_alive;
        let mut pings = interval_at(Instant::now() + every, every);
        let mut heard = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return End::close(CloseCode::Away, "The emulator is stopping."),
                _ = pings.tick() => {
                    if heard.elapsed() > every * PINGS_MISSED || !write(socket, Some(Frame::Ping(Vec::new().into()))).await {
                        return End::Gone;
                    }
                }
                message = self.inbox.next() => {
                    let Some(message) = message else { return self.fate() };
                    if !write(socket, Some(self.protocol.message(&message))).await {
                        return End::Gone;
                    }
                }
                frame = socket.next() => {
                    heard = Instant::now();
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

    /// Does what the client asks for; how to end, if that ends it.
    async fn receive(&mut self, socket: &mut Socket, frame: Frame) -> Option<End> {
        let request = match frame {
            Frame::Text(_) | Frame::Binary(_) => self.protocol.read(frame),
            Frame::Close(_) => {
                // Lets the answer to the closing handshake out.
                let _ = timeout(CLOSE_LIMIT, socket.flush()).await;
                return Some(End::Gone);
            }
            // Pings are answered below us.
            Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_) => return None,
        };
        let answer = match request {
            Ok(Request::Raw(payload)) => return self.raw(payload),
            Ok(Request::Ping) => self.protocol.pong(),
            Ok(request) => self.acknowledged(request),
            Err(violation) => return Some(violation.into()),
        };
        if write(socket, answer).await { None } else { Some(End::Gone) }
    }

    /// Performs a request, once; the answer, if the client wants one.
    fn acknowledged(&mut self, request: Request) -> Option<Frame> {
        let id = request.ack_id();
        let result = match id {
            Some(id) if self.acks.knows(id) => Err(Failure::Duplicate(id)),
            _ => actions::perform(&self.registration, request),
        };
        let id = id?;
        if result.is_ok() {
            self.acks.remember(id);
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

    /// Why the hub let go of us.
    fn fate(&self) -> End {
        self.inbox.closing().map_or(End::Gone, End::from)
    }
}

/// Writes a frame, if there is one; false when the client does not take it.
async fn write(socket: &mut Socket, frame: Option<Frame>) -> bool {
    let Some(frame) = frame else { return true };
    matches!(timeout(WRITE_LIMIT, socket.send(frame)).await, Ok(Ok(())))
}

//! What the frames of a client ask for.

use futures_util::SinkExt as _;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::actions;
use super::closing::End;
use super::events::{Pending, RAW_EVENT};
use super::raw::RawMode;
use super::session::{Registration, Session};
use super::socket::Socket;
use crate::message::Payload;
use crate::metadata::Metadata;
use crate::protocols::{Failure, Request, Unsupported};
use crate::tap::Seen;

impl Session {
    /// Performs the request of a frame.
    pub(super) async fn receive(&self, socket: &mut Socket, frame: Frame, pending: &mut Pending) -> Result<(), End> {
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
}

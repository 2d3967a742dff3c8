//! What is written to a client: messages, responses, and the ends that this can have.

use futures_util::{FutureExt as _, SinkExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};

use super::closing::End;
use super::events::Done;
use super::session::Session;
use super::socket::{self, Socket};
use crate::protocols::{Failure, Protocol};
use crate::state::{CloseReason, Queued};

impl Session {
    /// Writes messages in one go. They count as queued until they are written.
    pub(super) async fn deliver(&self, socket: &mut Socket, mut messages: Vec<Queued>) -> Result<(), End> {
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

    /// Sends the response to an event: first the message, then the acknowledgement, if the client requested one.
    pub(super) async fn finish(&self, socket: &mut Socket, done: Done) -> Result<(), End> {
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

    /// Writes a frame, if there is one.
    pub(super) async fn respond(&self, socket: &mut Socket, frame: Option<Frame>) -> Result<(), End> {
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
    pub(super) fn undisturbed(&self) -> Result<(), End> {
        self.registration.tap.take_demand().map_or(Ok(()), |demand| Err(demand.into()))
    }

    /// A client that does not read what is written ends as one whose queue is full. No `async fn`, whose future would hold
    /// `write` twice.
    pub(super) fn in_time(
        &self,
        write: impl Future<Output = Result<(), Error>>,
    ) -> impl Future<Output = Result<(), End>> {
        timeout(self.registration.service.settings.limits.write_timeout, write).map(|written| match written {
            Ok(written) => written.map_err(|_| End::Gone),
            Err(_) => Err(CloseReason::Slow.into()),
        })
    }
}

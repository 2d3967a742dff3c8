//! The task of one connection.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Error, Message as Frame};

use super::MESSAGE_LIMIT;
use crate::protocols::Protocol;
use crate::server::Service;
use crate::state::{Closing, Inbox};

pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// A frame that cannot be written in this time ends the connection.
const WRITE_LIMIT: Duration = Duration::from_secs(30);
/// What a closing handshake may take.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// One connection, from its 101 to its end.
pub(super) struct Session {
    pub(super) registration: Registration,
    pub(super) user: Option<Arc<str>>,
    pub(super) protocol: Protocol,
    pub(super) inbox: Inbox,
}

/// A place in the hub, given up when this is dropped.
pub(super) struct Registration {
    pub(super) service: Arc<Service>,
    pub(super) hub: String,
    pub(super) id: Arc<str>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        drop(self.service.state.hub(&self.hub, |hub| hub.remove(&self.id)));
    }
}

/// How a session ends.
pub(super) enum End {
    /// The client closed, or is gone.
    Gone,
    /// We close, and say why.
    Close { code: CloseCode, reason: String },
}

impl Session {
    pub(super) async fn run(mut self, upgrade: OnUpgrade) {
        let Ok(upgraded) = upgrade.await else { return };
        let config =
            WebSocketConfig::default().max_message_size(Some(MESSAGE_LIMIT)).max_frame_size(Some(MESSAGE_LIMIT));
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
        if let End::Close { code, reason } = end {
            let _ = timeout(CLOSE_LIMIT, close(&mut socket, protocol, code, reason)).await;
        }
    }

    async fn serve(&mut self, socket: &mut Socket) -> End {
        let first = self.protocol.connected(&self.registration.id, self.user.as_deref());
        if let Some(frame) = first
            && !write(socket, frame).await
        {
            return End::Gone;
        }
        let stop = self.registration.service.life.stop.clone();
        loop {
            tokio::select! {
                () = stop.cancelled() => return close_with(CloseCode::Away, "The emulator is stopping."),
                message = self.inbox.next() => {
                    let Some(message) = message else { return self.fate() };
                    if !write(socket, self.protocol.message(&message)).await {
                        return End::Gone;
                    }
                }
                frame = socket.next() => match frame {
                    Some(Ok(frame)) => if let Some(end) = self.receive(socket, frame).await { return end },
                    Some(Err(error)) => return broken(&error),
                    None => return End::Gone,
                }
            }
        }
    }

    async fn receive(&mut self, socket: &mut Socket, frame: Frame) -> Option<End> {
        match frame {
            Frame::Close(_) => {
                // Lets the answer to the closing handshake out.
                let _ = timeout(CLOSE_LIMIT, socket.flush()).await;
                Some(End::Gone)
            }
            _ => None,
        }
    }

    /// Why the hub let go of us.
    fn fate(&self) -> End {
        match self.inbox.closing() {
            Some(Closing::Asked(reason)) => close_with(CloseCode::Normal, reason),
            Some(Closing::Slow) => close_with(CloseCode::Policy, "The client reads too slowly."),
            None => End::Gone,
        }
    }
}

fn close_with(code: CloseCode, reason: impl Into<String>) -> End {
    End::Close { code, reason: reason.into() }
}

/// How to end after a read that failed.
fn broken(error: &Error) -> End {
    match error {
        Error::Capacity(_) => close_with(CloseCode::Size, "The message is too big."),
        Error::Utf8(_) => close_with(CloseCode::Invalid, "Text must be UTF-8."),
        Error::Protocol(_) => close_with(CloseCode::Protocol, "Invalid frame."),
        _ => End::Gone,
    }
}

/// Writes one frame; false when the client does not take it.
async fn write(socket: &mut Socket, frame: Frame) -> bool {
    matches!(timeout(WRITE_LIMIT, socket.send(frame)).await, Ok(Ok(())))
}

/// Says goodbye and waits for the client to do so too.
async fn close(socket: &mut Socket, protocol: Protocol, code: CloseCode, reason: String) {
    if let Some(frame) = protocol.disconnected(&reason) {
        let _ = socket.send(frame).await;
    }
    let reason = shortened(&reason).into();
    if socket.close(Some(CloseFrame { code, reason })).await.is_err() {
        return;
    }
    loop {
        match socket.next().await {
            Some(Ok(_)) => {}
            // The client has said so too.
            None => return,
            Some(Err(_)) => break,
        }
    }
    // Nothing more can be understood. It is read all the same: a reset would overtake our words.
    let stream = socket.get_mut();
    if stream.shutdown().await.is_ok() {
        let mut chunk = [0; 4096];
        while let Ok(1..) = stream.read(&mut chunk).await {}
    }
}

/// A close frame has room for 123 bytes of reason.
fn shortened(reason: &str) -> &str {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    &reason[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_fit_their_frame() {
        assert_eq!(shortened("bye"), "bye");
        assert_eq!(shortened(&"b".repeat(200)).len(), 123);
        assert_eq!(shortened(&"é".repeat(100)).len(), 122);
    }
}

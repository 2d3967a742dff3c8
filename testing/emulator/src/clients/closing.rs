//! The end of a connection.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tokio_util::sync::CancellationToken;

use super::socket::Socket;
use crate::protocols::{Protocol, Violation};
use crate::state::CloseReason;
use crate::tap::{Demand, Tap};

/// The timeout of a closing handshake, in which a slow client reads first what was written before.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// The same once the emulator stops: long enough for what the kernel takes at once.
const STOP_TIMEOUT: Duration = Duration::from_millis(50);

/// How a session ends.
#[derive(Debug)]
pub(super) enum End {
    /// The connection broke, or the client closed it with another code than 1000: it may come back.
    Gone,
    /// The client closed the connection for good.
    Left,
    /// The emulator closes it.
    Close(CloseDetails),
}

#[derive(Debug)]
pub(super) struct CloseDetails {
    code: CloseCode,
    /// The text of the subprotocol's last frame.
    message: String,
    /// The reason in the close frame.
    reason: String,
    /// Whether frames can still be read.
    readable: bool,
}

impl End {
    pub(super) fn close(code: CloseCode, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::Close(CloseDetails { code, message: reason.clone(), reason, readable: true })
    }

    pub(super) fn stopping() -> Self {
        Self::close(CloseCode::Away, "The emulator is stopping.")
    }

    fn unreadable(code: CloseCode, reason: &str) -> Self {
        Self::Close(CloseDetails { code, message: reason.to_owned(), reason: reason.to_owned(), readable: false })
    }

    /// Tells the record how the connection ends.
    pub(super) fn tell(&self, tap: &Tap) {
        match self {
            Self::Gone | Self::Left => tap.ends(None, ""),
            Self::Close(details) => tap.ends(Some(details.code.into()), &details.reason),
        }
    }

    /// The same, of a connection without a transport for the close frame.
    pub(super) fn tell_without_frame(&self, tap: &Tap) {
        tap.ends(None, if let Self::Close(details) = self { &details.reason } else { "It was not recovered in time." });
    }

    /// For the event `disconnected`; empty if the client left.
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Gone | Self::Left => "",
            Self::Close(details) => &details.message,
        }
    }
}

/// What a test demands.
impl From<Demand> for End {
    fn from(demand: Demand) -> Self {
        match demand {
            Demand::Cut => Self::Gone,
            Demand::Close(code, reason) => Self::close(code.into(), reason),
        }
    }
}

impl From<CloseReason> for End {
    fn from(closing: CloseReason) -> Self {
        match closing {
            CloseReason::Slow => Self::close(CloseCode::Policy, "The client reads too slowly."),
            CloseReason::Requested(reason) => {
                let mut message = "Application server closed the connection.".to_owned();
                if !reason.is_empty() {
                    message = message + " Reason: " + &reason;
                }
                Self::Close(CloseDetails { code: CloseCode::Normal, message, reason, readable: true })
            }
        }
    }
}

impl From<Violation> for End {
    fn from(violation: Violation) -> Self {
        match violation {
            Violation::Kind(reason) => Self::close(CloseCode::Unsupported, reason),
            Violation::Content(reason) => Self::close(CloseCode::Invalid, reason),
        }
    }
}

/// The end after a failed read.
impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(_) => Self::unreadable(CloseCode::Size, "The client message is too large."),
            Error::Utf8(_) => Self::unreadable(CloseCode::Invalid, "Text must be UTF-8."),
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::Gone,
            Error::Protocol(_) => Self::unreadable(CloseCode::Protocol, "The client frame is invalid."),
            _ => Self::Gone,
        }
    }
}

/// Closes the connection with the closing handshake; when the emulator stops, without waiting for a client that does not
/// take part in it.
pub(super) async fn close(socket: &mut Socket, protocol: Protocol, end: End, stop: &CancellationToken) {
    let End::Close(details) = end else { return };
    let stopped = async {
        stop.cancelled().await;
        sleep(STOP_TIMEOUT).await;
    };
    tokio::select! {
        () = handshake(socket, protocol, &details) => {}
        () = stopped => {}
        () = sleep(CLOSE_TIMEOUT) => {}
    }
}

async fn handshake(socket: &mut Socket, protocol: Protocol, details: &CloseDetails) {
    if let Some(frame) = protocol.disconnected(&details.message) {
        let _ = socket.send(frame).await;
    }
    let reason = truncated(&details.reason).into();
    if socket.close(Some(CloseFrame { code: details.code, reason })).await.is_err() {
        return;
    }
    if details.readable {
        // Ends after the client's close frame.
        while let Some(Ok(_)) = socket.next().await {}
        return;
    }
    // No frame can be decoded any more. The bytes are still read: unread ones would reset the connection, and the client
    // would lose the close frame.
    let stream = socket.get_mut();
    if stream.shutdown().await.is_ok() {
        // Not in the future, which each connection has.
        let mut chunk = vec![0; 4096];
        while let Ok(1..) = stream.read(&mut chunk).await {}
    }
}

/// Truncates a reason to the 123 bytes that a close frame can hold.
fn truncated(reason: &str) -> &str {
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
        assert_eq!(truncated("bye"), "bye");
        assert_eq!(truncated(&"b".repeat(200)).len(), 123);
        assert_eq!(truncated(&"é".repeat(100)).len(), 122);
    }
}

//! How connections end.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

use super::session::Socket;
use crate::protocols::{Protocol, Violation};
use crate::state::Closing;

/// What a closing handshake may take.
pub(super) const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// How a session ends.
#[derive(Debug)]
pub(super) enum End {
    /// The client closed, or is gone.
    Gone,
    /// We close.
    Close(Farewell),
}

#[derive(Debug)]
pub(super) struct Farewell {
    code: CloseCode,
    /// What the last frame of a subprotocol says.
    message: String,
    /// What the close frame says.
    reason: String,
    /// Whether frames can still be read.
    readable: bool,
}

impl End {
    pub(super) fn close(code: CloseCode, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::Close(Farewell { code, message: reason.clone(), reason, readable: true })
    }

    fn unreadable(code: CloseCode, reason: &str) -> Self {
        Self::Close(Farewell { code, message: reason.to_owned(), reason: reason.to_owned(), readable: false })
    }
}

impl From<Closing> for End {
    fn from(closing: Closing) -> Self {
        match closing {
            Closing::Slow => Self::close(CloseCode::Policy, "The client reads too slowly."),
            Closing::Asked(reason) => {
                let mut message = "Application server closed the connection.".to_owned();
                if !reason.is_empty() {
                    message = message + " Reason: " + &reason;
                }
                Self::Close(Farewell { code: CloseCode::Normal, message, reason, readable: true })
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

/// How to end after a read that failed.
impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(_) => Self::unreadable(CloseCode::Size, "The client message is too large."),
            Error::Utf8(_) => Self::unreadable(CloseCode::Invalid, "Text must be UTF-8."),
            Error::Protocol(_) => Self::unreadable(CloseCode::Protocol, "The client frame is invalid."),
            _ => Self::Gone,
        }
    }
}

/// Says goodbye and waits a little for the client to do so too.
pub(super) async fn close(socket: &mut Socket, protocol: Protocol, end: End) {
    if let End::Close(farewell) = end {
        let _ = timeout(CLOSE_LIMIT, handshake(socket, protocol, &farewell)).await;
    }
}

async fn handshake(socket: &mut Socket, protocol: Protocol, farewell: &Farewell) {
    if let Some(frame) = protocol.disconnected(&farewell.message) {
        let _ = socket.send(frame).await;
    }
    let reason = shortened(&farewell.reason).into();
    if socket.close(Some(CloseFrame { code: farewell.code, reason })).await.is_err() {
        return;
    }
    if farewell.readable {
        // Ends when the client has said so too.
        while let Some(Ok(_)) = socket.next().await {}
        return;
    }
    // What comes cannot be understood. It is read all the same: a reset would overtake our words.
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

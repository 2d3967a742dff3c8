//! What clients and emulator say to each other over a WebSocket: one folder or file per subprotocol.

mod json;
mod request;
mod simple;

use std::sync::Arc;

use tokio_tungstenite::tungstenite::Message as Frame;

use crate::message::Message;
pub(crate) use request::{Failure, Request, Violation};

/// A subprotocol, by which frames are written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// None: payloads as they are.
    Simple,
    /// `json.webpubsub.azure.v1`.
    Json,
}

impl Protocol {
    /// The subprotocol of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        (name == json::NAME).then_some(Self::Json)
    }

    /// Its name, as it stands in the handshake.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::NAME),
        }
    }

    /// The first frame.
    pub(crate) fn connected(self, id: &str, user: Option<&str>) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::connected(id, user)),
        }
    }

    /// The last frame before the emulator closes.
    pub(crate) fn disconnected(self, reason: &str) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::disconnected(reason)),
        }
    }

    /// A message, wrapped as this client expects it.
    pub(crate) fn message(self, message: &Arc<Message>) -> Frame {
        match self {
            Self::Simple => simple::message(&message.payload),
            Self::Json => json::message(message),
        }
    }

    /// What became of a request that carried this id.
    pub(crate) fn ack(self, id: u64, result: Result<(), &Failure>) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::ack(id, result)),
        }
    }

    /// The answer to a ping of the protocol.
    pub(crate) fn pong(self) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::pong()),
        }
    }

    /// What the client asks for with a text or binary frame.
    pub(crate) fn read(self, frame: Frame) -> Result<Request, Violation> {
        match self {
            Self::Simple => simple::read(frame),
            Self::Json => json::read(&frame),
        }
    }
}

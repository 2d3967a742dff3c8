//! The frames between clients and emulator: one folder or file per WebSocket subprotocol.

mod encoded;
mod json;
mod request;
mod simple;

use tokio_tungstenite::tungstenite::Message as Frame;

pub(crate) use encoded::Encoded;
pub(crate) use request::{Failure, Request, Violation};

/// The subprotocol of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// None: frames are payloads.
    Simple,
    /// `json.webpubsub.azure.v1`.
    Json,
}

impl Protocol {
    /// The subprotocol of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        (name == json::NAME).then_some(Self::Json)
    }

    /// Its name in the handshake.
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

    /// The result of a request with this ack id.
    pub(crate) fn ack(self, id: u64, result: Result<(), &Failure>) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::ack(id, result)),
        }
    }

    /// The response to a ping of the subprotocol.
    pub(crate) fn pong(self) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::pong()),
        }
    }

    /// The request in a text or binary frame.
    pub(crate) fn read(self, frame: Frame) -> Result<Request, Violation> {
        match self {
            Self::Simple => simple::read(frame),
            Self::Json => json::read(&frame),
        }
    }
}

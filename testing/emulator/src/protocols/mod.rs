//! The frames between clients and emulator: one folder or file per WebSocket subprotocol.

mod encoded;
mod json;
mod request;
mod simple;

use bytes::Bytes;
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
    /// `json.reliable.webpubsub.azure.v1`.
    ReliableJson,
}

impl Protocol {
    /// The subprotocol of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            json::NAME => Some(Self::Json),
            json::RELIABLE_NAME => Some(Self::ReliableJson),
            _ => None,
        }
    }

    /// Its name in the handshake.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::NAME),
            Self::ReliableJson => Some(json::RELIABLE_NAME),
        }
    }

    /// Whether messages are numbered, acknowledged and sent again over a new transport.
    pub(crate) fn is_reliable(self) -> bool {
        self == Self::ReliableJson
    }

    /// The first frame; for a reliable client with a reconnection token.
    pub(crate) fn connected(self, id: &str, user: Option<&str>, token: Option<&str>) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json | Self::ReliableJson => Some(json::connected(id, user, token)),
        }
    }

    /// The last frame before the emulator closes.
    pub(crate) fn disconnected(self, reason: &str) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json | Self::ReliableJson => Some(json::disconnected(reason)),
        }
    }

    /// The result of a request with this ack id.
    pub(crate) fn ack(self, id: u64, result: Result<(), &Failure>) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json | Self::ReliableJson => Some(json::ack(id, result)),
        }
    }

    /// The response to a ping of the subprotocol.
    pub(crate) fn pong(self) -> Option<Frame> {
        match self {
            Self::Simple => None,
            Self::Json | Self::ReliableJson => Some(json::pong()),
        }
    }

    /// What comes before the shared rest of a message's frame, in a reliable protocol.
    pub(crate) fn numbered(self, sequence: u64, rest: usize) -> Option<Bytes> {
        match self {
            Self::Simple | Self::Json => None,
            Self::ReliableJson => Some(encoded::head(true, json::numbered(sequence).as_bytes(), rest)),
        }
    }

    /// The request in a text or binary frame.
    pub(crate) fn read(self, frame: Frame) -> Result<Request, Violation> {
        match self {
            Self::Simple => simple::read(frame),
            Self::Json | Self::ReliableJson => json::read(&frame),
        }
    }
}

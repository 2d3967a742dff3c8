//! What clients and emulator say to each other over a WebSocket: one file per subprotocol.

mod json;
mod simple;

use std::sync::Arc;

use tokio_tungstenite::tungstenite::Message as Frame;

use crate::message::Message;

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
}

//! What clients ask for, whatever their protocol, and what can go wrong.

use crate::message::Payload;
use crate::metadata::Metadata;

/// One thing a client asks for.
#[derive(Debug)]
pub(crate) enum Request {
    Join {
        group: String,
        ack: Option<u64>,
    },
    Leave {
        group: String,
        ack: Option<u64>,
    },
    Send {
        group: String,
        payload: Payload,
        metadata: Metadata,
        no_echo: bool,
        ack: Option<u64>,
    },
    /// For a handler on the user's server.
    Event {
        ack: Option<u64>,
    },
    Ping,
    /// Something that needs no answer.
    Nothing,
    /// A frame of a client without a subprotocol.
    Raw(Payload),
}

impl Request {
    /// The id under which it is to be acknowledged.
    pub(crate) fn ack_id(&self) -> Option<u64> {
        match self {
            Self::Join { ack, .. } | Self::Leave { ack, .. } | Self::Send { ack, .. } | Self::Event { ack } => *ack,
            Self::Ping | Self::Nothing | Self::Raw(_) => None,
        }
    }
}

/// A frame that is not of the protocol: the connection ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    /// Another kind of frame is expected.
    Kind(&'static str),
    /// The frame says something that cannot be understood.
    Content(String),
}

/// A request that was understood and not performed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Forbidden(String),
    Duplicate(u64),
    /// An event that nobody handles.
    NoHandler,
}

impl Failure {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "Forbidden",
            Self::Duplicate(_) => "Duplicate",
            Self::NoHandler => "InternalServerError",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Forbidden(message) => message.clone(),
            Self::Duplicate(id) => format!("Message with ack-id: {id} has been processed"),
            Self::NoHandler => "Internal server error".to_owned(),
        }
    }
}

//! Requests of clients, independent of their protocol, and their errors.

use crate::message::Payload;
use crate::metadata::Metadata;
use crate::state::TooManyGroups;

/// One request of a client.
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
        ttl_seconds: u32,
        ack: Option<u64>,
    },
    /// For an event handler.
    Event {
        name: String,
        payload: Payload,
        metadata: Metadata,
        ack: Option<u64>,
    },
    /// An event whose response the client waits for.
    Invoke {
        invocation: String,
    },
    CancelInvocation,
    Unsupported(Unsupported),
    Ping,
    /// All messages up to this one were received.
    SequenceAck(u64),
    /// A frame of a client without a subprotocol.
    Raw(Payload),
}

impl Request {
    /// The id of its acknowledgement.
    pub(crate) fn ack_id(&self) -> Option<u64> {
        match self {
            Self::Join { ack, .. } | Self::Leave { ack, .. } | Self::Send { ack, .. } | Self::Event { ack, .. } => *ack,
            _ => None,
        }
    }
}

/// What the service has, and the emulator does not.
#[derive(Debug)]
pub(crate) enum Unsupported {
    /// The id of the stream.
    Stream(String),
    /// The id of the acknowledgement.
    GroupState(Option<u64>),
}

impl Unsupported {
    pub(crate) fn feature(&self) -> &'static str {
        match self {
            Self::Stream(_) => "streams",
            Self::GroupState(_) => "group state",
        }
    }
}

/// A frame that violates the protocol: it ends the connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    /// The wrong kind of frame.
    Kind(&'static str),
    /// Invalid content.
    Content(String),
}

/// Why a valid request was not performed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Forbidden(String),
    Duplicate(u64),
    TooManyGroups(TooManyGroups),
    /// An event without a handler, or whose handler failed.
    Unhandled,
    Unsupported(&'static str),
}

impl Failure {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Forbidden(_) | Self::TooManyGroups(_) => "Forbidden",
            Self::Duplicate(_) => "Duplicate",
            Self::Unhandled => "InternalServerError",
            Self::Unsupported(_) => "BadRequest",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Forbidden(message) => message.clone(),
            Self::TooManyGroups(error) => error.to_string(),
            Self::Duplicate(id) => format!("Message with ack-id: {id} has been processed"),
            Self::Unhandled => "Internal server error".to_owned(),
            Self::Unsupported(feature) => format!("The emulator does not support {feature}."),
        }
    }
}

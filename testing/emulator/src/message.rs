//! A message to clients, independent of their protocol.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::metadata::Metadata;

/// One message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) origin: Origin,
    pub(crate) payload: Payload,
    pub(crate) metadata: Metadata,
    /// When it need not be delivered any more, by the emulator's clock.
    pub(crate) expires: Option<Duration>,
}

/// The sender, as the receiver sees it.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Sent through REST.
    Server,
    /// Sent to a group, through REST (no user) or by a client.
    Group { group: Arc<str>, user: Option<Arc<str>> },
}

/// The content, unchanged.
#[derive(Clone, Debug)]
pub(crate) enum Payload {
    Text(Arc<str>),
    /// JSON as received: numbers, key order and escapes do not change.
    Json(Arc<RawValue>),
    Binary(Bytes),
    /// An `Any` of protobuf, serialised.
    Protobuf(Bytes),
}

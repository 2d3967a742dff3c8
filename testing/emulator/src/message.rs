//! A message to clients, independent of their protocol.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::metadata::Metadata;

/// One message, shared by all its receivers.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) origin: Origin,
    pub(crate) payload: Payload,
    pub(crate) metadata: Metadata,
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

impl Message {
    /// The bytes that it takes in a queue.
    pub(crate) fn queued_size(&self) -> usize {
        let payload = match &self.payload {
            Payload::Text(text) => text.len(),
            Payload::Json(json) => json.get().len(),
            Payload::Binary(bytes) | Payload::Protobuf(bytes) => bytes.len(),
        };
        let metadata: usize = self.metadata.pairs().iter().map(|(name, value)| name.len() + value.len()).sum();
        payload + metadata + 128
    }
}

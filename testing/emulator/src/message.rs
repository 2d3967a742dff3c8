//! A message on its way to clients, whatever protocol they speak.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::metadata::Metadata;

/// One message, shared by everyone it goes to.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) origin: Origin,
    pub(crate) payload: Payload,
    pub(crate) metadata: Metadata,
}

/// Who it comes from, as the receiver is told.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Sent through REST.
    Server,
    /// Sent to a group, through REST (no user) or by a client.
    Group { group: Arc<str>, user: Option<Arc<str>> },
}

/// What it carries, untouched.
#[derive(Clone, Debug)]
pub(crate) enum Payload {
    Text(Arc<str>),
    /// JSON as it was written: numbers, key order and escapes are the sender's.
    Json(Arc<RawValue>),
    Binary(Bytes),
    /// An `Any` of protobuf, serialised.
    Protobuf(Bytes),
}

impl Message {
    /// Bytes it weighs in a queue.
    pub(crate) fn weight(&self) -> usize {
        let payload = match &self.payload {
            Payload::Text(text) => text.len(),
            Payload::Json(json) => json.get().len(),
            Payload::Binary(bytes) | Payload::Protobuf(bytes) => bytes.len(),
        };
        let metadata: usize = self.metadata.pairs().iter().map(|(name, value)| name.len() + value.len()).sum();
        payload + metadata + 128
    }
}

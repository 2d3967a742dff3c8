//! `DownstreamMessage`: what clients receive.

use std::collections::BTreeMap;

use prost::{Message, Oneof};

use super::data::MessageData;

/// The field of `DownstreamMessage` that holds a `DataMessage`.
pub(super) const DATA_FIELD: u32 = 2;
/// The field of `DataMessage` that holds its sequence id.
pub(super) const SEQUENCE_ID_FIELD: u32 = 4;

/// All but `DataMessage`, which is written in parts.
#[derive(Clone, PartialEq, Message)]
pub(super) struct DownstreamMessage {
    #[prost(oneof = "Downstream", tags = "1, 3, 4, 5, 8")]
    pub(super) message: Option<Downstream>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Downstream {
    #[prost(message, tag = "1")]
    Ack(AckMessage),
    #[prost(message, tag = "3")]
    System(System),
    #[prost(message, tag = "4")]
    Pong(Pong),
    #[prost(message, tag = "5")]
    InvokeResponse(InvokeResponse),
    #[prost(message, tag = "8")]
    StreamClosed(StreamClosed),
}

/// A message, without its sequence id.
#[derive(Clone, PartialEq, Message)]
pub(super) struct DataMessage {
    #[prost(string, tag = "1")]
    pub(super) from: String,
    #[prost(string, optional, tag = "2")]
    pub(super) group: Option<String>,
    #[prost(message, optional, tag = "3")]
    pub(super) data: Option<MessageData>,
    #[prost(btree_map = "string, string", tag = "5")]
    pub(super) metadata: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AckMessage {
    #[prost(uint64, tag = "1")]
    pub(super) ack_id: u64,
    #[prost(bool, tag = "2")]
    pub(super) success: bool,
    #[prost(message, optional, tag = "3")]
    pub(super) error: Option<Error>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Error {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) message: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct System {
    #[prost(oneof = "Event", tags = "1, 2")]
    pub(super) event: Option<Event>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Event {
    #[prost(message, tag = "1")]
    Connected(Connected),
    #[prost(message, tag = "2")]
    Disconnected(Disconnected),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Connected {
    #[prost(string, tag = "1")]
    pub(super) connection_id: String,
    #[prost(string, tag = "2")]
    pub(super) user_id: String,
    #[prost(string, optional, tag = "3")]
    pub(super) reconnection_token: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Disconnected {
    #[prost(string, tag = "2")]
    pub(super) reason: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Pong {}

#[derive(Clone, PartialEq, Message)]
pub(super) struct InvokeResponse {
    #[prost(string, tag = "1")]
    pub(super) invocation_id: String,
    #[prost(bool, tag = "2")]
    pub(super) success: bool,
    #[prost(message, optional, tag = "4")]
    pub(super) error: Option<Error>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StreamClosed {
    #[prost(string, tag = "1")]
    pub(super) stream_id: String,
    #[prost(message, optional, tag = "2")]
    pub(super) error: Option<Error>,
}

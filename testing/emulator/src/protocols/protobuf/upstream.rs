//! `UpstreamMessage`: what clients send. Fields that the emulator does not read are left out.

use std::collections::BTreeMap;

use prost::{Message, Oneof};

use super::data::MessageData;

#[derive(Clone, PartialEq, Message)]
pub(super) struct UpstreamMessage {
    #[prost(oneof = "Upstream", tags = "1, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17")]
    pub(super) message: Option<Upstream>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Upstream {
    #[prost(message, tag = "1")]
    SendToGroup(SendToGroup),
    #[prost(message, tag = "5")]
    Event(EventMessage),
    #[prost(message, tag = "6")]
    JoinGroup(Group),
    #[prost(message, tag = "7")]
    LeaveGroup(Group),
    #[prost(message, tag = "8")]
    SequenceAck(SequenceAck),
    #[prost(message, tag = "9")]
    Ping(Empty),
    #[prost(message, tag = "10")]
    InvokeEvent(InvokeEvent),
    #[prost(message, tag = "11")]
    CancelInvocation(Empty),
    #[prost(message, tag = "13")]
    StreamData(Stream),
    #[prost(message, tag = "14")]
    StreamEnd(Stream),
    #[prost(message, tag = "15")]
    SetGroupState(Group),
    #[prost(message, tag = "16")]
    SubscribeGroupState(Group),
    #[prost(message, tag = "17")]
    UnsubscribeGroupState(Group),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SendToGroup {
    #[prost(string, tag = "1")]
    pub(super) group: String,
    #[prost(uint64, optional, tag = "2")]
    pub(super) ack_id: Option<u64>,
    #[prost(message, optional, tag = "3")]
    pub(super) data: Option<MessageData>,
    #[prost(bool, optional, tag = "4")]
    pub(super) no_echo: Option<bool>,
    #[prost(uint32, optional, tag = "5")]
    pub(super) ttl_seconds: Option<u32>,
    #[prost(btree_map = "string, string", tag = "6")]
    pub(super) metadata: BTreeMap<String, String>,
    #[prost(message, optional, tag = "7")]
    pub(super) stream: Option<Stream>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct EventMessage {
    #[prost(string, tag = "1")]
    pub(super) event: String,
    #[prost(message, optional, tag = "2")]
    pub(super) data: Option<MessageData>,
    #[prost(uint64, optional, tag = "3")]
    pub(super) ack_id: Option<u64>,
    #[prost(btree_map = "string, string", tag = "4")]
    pub(super) metadata: BTreeMap<String, String>,
    #[prost(message, optional, tag = "5")]
    pub(super) stream: Option<Stream>,
}

/// A request for a group.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Group {
    #[prost(string, tag = "1")]
    pub(super) group: String,
    #[prost(uint64, optional, tag = "2")]
    pub(super) ack_id: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SequenceAck {
    #[prost(uint64, tag = "1")]
    pub(super) sequence_id: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct InvokeEvent {
    #[prost(string, tag = "1")]
    pub(super) event: String,
    #[prost(string, tag = "2")]
    pub(super) invocation_id: String,
}

/// What belongs to a stream.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Stream {
    #[prost(string, tag = "1")]
    pub(super) stream_id: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Empty {}

//! Frames from the client.

use bytes::Bytes;
use prost::Message as _;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::data;
use super::upstream::{EventMessage, Group, SendToGroup, Upstream, UpstreamMessage};
use crate::metadata::Metadata;
use crate::names;
use crate::protocols::{MAX_TTL, Request, Unsupported, Violation};

pub(in crate::protocols) fn read(frame: Frame) -> Result<Request, Violation> {
    let Frame::Binary(bytes) = frame else {
        return Err(Violation::Kind("The protobuf subprotocol requires binary messages."));
    };
    parse(bytes).map_err(Violation::Content)
}

fn parse(bytes: Bytes) -> Result<Request, String> {
    let message = UpstreamMessage::decode(bytes).map_err(|error| format!("Error reading protobuf: {error}."))?;
    match message.message.ok_or("The message is empty, or of an unknown kind.")? {
        Upstream::JoinGroup(Group { group, ack_id }) => Ok(Request::Join { group: checked(group)?, ack: ack_id }),
        Upstream::LeaveGroup(Group { group, ack_id }) => Ok(Request::Leave { group: checked(group)?, ack: ack_id }),
        Upstream::SendToGroup(send) => read_send(send),
        Upstream::Event(event) => read_event(event),
        Upstream::SequenceAck(ack) => Ok(Request::SequenceAck(ack.sequence_id)),
        Upstream::Ping(_) => Ok(Request::Ping),
        Upstream::InvokeEvent(invoke) => Ok(Request::Invoke { invocation: invoke.invocation_id }),
        Upstream::CancelInvocation(_) => Ok(Request::CancelInvocation),
        Upstream::StreamData(stream) | Upstream::StreamEnd(stream) => {
            Ok(Request::Unsupported(Unsupported::Stream(stream.stream_id)))
        }
        Upstream::SetGroupState(Group { ack_id, .. })
        | Upstream::SubscribeGroupState(Group { ack_id, .. })
        | Upstream::UnsubscribeGroupState(Group { ack_id, .. }) => {
            Ok(Request::Unsupported(Unsupported::GroupState(ack_id)))
        }
    }
}

fn read_send(send: SendToGroup) -> Result<Request, String> {
    if let Some(stream) = send.stream {
        return Ok(Request::Unsupported(Unsupported::Stream(stream.stream_id)));
    }
    let ttl_seconds = send.ttl_seconds.unwrap_or(0);
    if ttl_seconds > MAX_TTL {
        return Err("'ttl_seconds' is out of range. Allowed range is [0,300].".to_owned());
    }
    let payload = data::read(send.data, !send.metadata.is_empty())?;
    let (metadata, no_echo) = (Metadata::new(send.metadata)?, send.no_echo.unwrap_or(false));
    Ok(Request::Send { group: checked(send.group)?, payload, metadata, no_echo, ttl_seconds, ack: send.ack_id })
}

fn read_event(event: EventMessage) -> Result<Request, String> {
    if let Some(stream) = event.stream {
        return Ok(Request::Unsupported(Unsupported::Stream(stream.stream_id)));
    }
    if !names::is_event(&event.event) {
        return Err("The event name is invalid.".to_owned());
    }
    let payload = data::read(event.data, !event.metadata.is_empty())?;
    let metadata = Metadata::new(event.metadata)?;
    Ok(Request::Event { name: event.event, payload, metadata, ack: event.ack_id })
}

fn checked(group: String) -> Result<String, String> {
    if names::is_group(&group) { Ok(group) } else { Err("The group name is invalid.".to_owned()) }
}

//! The events of a connection.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::json;

use super::connect::ConnectRequest;
use super::handler::SystemEvent;
use crate::message::Payload;
use crate::metadata::Metadata;

const SYSTEM_CONTENT: &str = "application/json; charset=utf-8";

/// What every event says of its connection.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// In lower case.
    pub(crate) hub: Arc<str>,
    pub(crate) id: Arc<str>,
    pub(crate) user: Option<Arc<str>>,
    /// Known once the client is accepted.
    pub(crate) subprotocol: Option<String>,
}

#[derive(Debug)]
pub(super) enum Event {
    Connect(ConnectRequest),
    Connected,
    Disconnected { reason: String },
    User { name: String, payload: Payload, metadata: Metadata },
}

impl Event {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::User { name, .. } => name,
            system => system.system().map_or("", SystemEvent::name),
        }
    }

    /// `None` for a user event.
    pub(super) fn system(&self) -> Option<SystemEvent> {
        match self {
            Self::Connect(_) => Some(SystemEvent::Connect),
            Self::Connected => Some(SystemEvent::Connected),
            Self::Disconnected { .. } => Some(SystemEvent::Disconnected),
            Self::User { .. } => None,
        }
    }

    /// Whether a client waits for the response, which may set the state of the connection.
    pub(super) fn is_blocking(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::User { .. })
    }

    /// `ce-type`.
    pub(super) fn kind(&self) -> String {
        let category = if self.system().is_some() { "sys" } else { "user" };
        format!("azure.webpubsub.{category}.{}", self.name())
    }

    pub(super) fn content_type(&self) -> &'static str {
        match self {
            Self::User { payload: Payload::Text(_), .. } => "text/plain",
            Self::User { payload: Payload::Json(_), .. } => "application/json",
            Self::User { payload: Payload::Binary(_), .. } => "application/octet-stream",
            Self::User { payload: Payload::Protobuf(_), .. } => "application/x-protobuf",
            _ => SYSTEM_CONTENT,
        }
    }

    pub(super) fn body(&self) -> Bytes {
        match self {
            Self::Connect(request) => request.body(),
            Self::Connected => Bytes::from_static(b"{}"),
            Self::Disconnected { reason } => json!({ "reason": reason }).to_string().into(),
            Self::User { payload: Payload::Text(text), .. } => Bytes::copy_from_slice(text.as_bytes()),
            Self::User { payload: Payload::Json(json), .. } => Bytes::copy_from_slice(json.get().as_bytes()),
            Self::User { payload: Payload::Binary(bytes) | Payload::Protobuf(bytes), .. } => bytes.clone(),
        }
    }

    pub(super) fn metadata(&self) -> Option<&Metadata> {
        match self {
            Self::User { metadata, .. } => Some(metadata),
            _ => None,
        }
    }
}

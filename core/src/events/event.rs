//! One event, whichever it is.

use super::headers::Headers;
use super::{
    Connect, Connected, Disconnected, EventContext, GroupJoined, GroupLeft, Handshake, UnknownEvent, UpstreamError,
    UpstreamErrorKind, UpstreamResponse, UserEvent,
};
use crate::json::Json;
use bytes::Bytes;

/// A verified request of the service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The service asks whether it may deliver events here.
    Handshake(Handshake),
    /// A client wants to connect.
    Connect(Connect),
    /// A client is connected, and can receive messages.
    Connected(Connected),
    /// A connection has ended.
    Disconnected(Disconnected),
    /// A client sent a message or an event.
    User(UserEvent),
    /// A connection was added to a group.
    GroupJoined(GroupJoined),
    /// A connection was removed from a group.
    GroupLeft(GroupLeft),
    /// An event that this library does not know.
    Unknown(UnknownEvent),
}

impl Event {
    /// Of what is verified.
    pub(super) fn parse(headers: Headers, body: Bytes) -> Result<Self, UpstreamError> {
        let context = EventContext::new(headers)?;
        Ok(match context.event_type() {
            "azure.webpubsub.sys.connect" => Self::Connect(Connect::parse(&object(&body)?, context)),
            "azure.webpubsub.sys.connected" => Self::Connected(Connected::new(context)),
            "azure.webpubsub.sys.disconnected" => Self::Disconnected(Disconnected::parse(&object(&body)?, context)),
            "azure.webpubsub.gp.joined" => match GroupJoined::parse(&context, &body) {
                Some(joined) => Self::GroupJoined(joined),
                None => Self::Unknown(UnknownEvent::new(context, body)),
            },
            "azure.webpubsub.gp.left" => match GroupLeft::parse(&context, &body) {
                Some(left) => Self::GroupLeft(left),
                None => Self::Unknown(UnknownEvent::new(context, body)),
            },
            kind if kind.starts_with("azure.webpubsub.user.") => Self::User(UserEvent::new(context, body)),
            _ => Self::Unknown(UnknownEvent::new(context, body)),
        })
    }

    /// Which connection and event it is; a handshake is of none.
    pub fn context(&self) -> Option<&EventContext> {
        match self {
            Self::Handshake(_) => None,
            Self::Connect(event) => Some(event.context()),
            Self::Connected(event) => Some(event.context()),
            Self::Disconnected(event) => Some(event.context()),
            Self::User(event) => Some(event.context()),
            Self::GroupJoined(event) => Some(event.context()),
            Self::GroupLeft(event) => Some(event.context()),
            Self::Unknown(event) => Some(event.context()),
        }
    }

    /// The response that lets the event pass and changes nothing: a handshake is allowed, a client connects as its token
    /// says, a message gets no response.
    pub fn accept(self) -> UpstreamResponse {
        match self {
            Self::Handshake(handshake) => handshake.allow(),
            Self::Connect(connect) => connect.accept().into(),
            Self::User(event) => event.accept().into(),
            Self::Connected(_)
            | Self::Disconnected(_)
            | Self::GroupJoined(_)
            | Self::GroupLeft(_)
            | Self::Unknown(_) => UpstreamResponse::new(204),
        }
    }
}

/// The JSON object of a system event; nothing counts as an empty one.
pub(super) fn object(body: &Bytes) -> Result<Json<'_>, UpstreamError> {
    if body.is_empty() {
        return Ok(Json::default());
    }
    let json = Json::parse(body).filter(|json| json.is_object());
    json.ok_or(UpstreamError::new(UpstreamErrorKind::Body, "the body of a system event is not a JSON object"))
}

/// What every event has.
macro_rules! event_methods {
    ($event:ident) => {
        impl $event {
            /// Which connection and event it is.
            pub fn context(&self) -> &$crate::events::EventContext {
                &self.context
            }

            /// The connection's id.
            pub fn connection_id(&self) -> &str {
                self.context.connection_id()
            }

            /// The user, if the connection has one.
            pub fn user_id(&self) -> Option<&str> {
                self.context.user_id()
            }

            /// The connection's state, see [`EventContext::state`](crate::events::EventContext::state).
            pub fn state<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>, $crate::events::EventError> {
                self.context.state()
            }
        }
    };
}

/// What an event has for whose response the service does not wait.
macro_rules! notification_methods {
    ($event:ident) => {
        $crate::events::event::event_methods!($event);

        impl $event {
            /// Says that the event has arrived: 204.
            pub fn accept(&self) -> $crate::events::UpstreamResponse {
                $crate::events::UpstreamResponse::new(204)
            }
        }
    };
}

pub(super) use {event_methods, notification_methods};

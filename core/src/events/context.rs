//! What every event says of itself and its connection.

use super::headers::{Headers, METADATA, MQTT, ORIGIN};
use super::{ConnectionState, EventError, UpstreamError};
use crate::date::rfc3339;
use crate::{Secret, UnixTime};
use core::fmt;
use serde::de::DeserializeOwned;

/// The headers of an event, typed: which connection it is of, which event it is, and the connection's state.
///
/// Of all this the signature covers the [connection id](Self::connection_id) alone.
#[derive(Clone)]
pub struct EventContext(Headers);

impl EventContext {
    /// What every event has, it has.
    pub(super) fn new(headers: Headers) -> Result<Self, UpstreamError> {
        headers.required("ce-type")?;
        Ok(Self(headers))
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default()
    }

    /// The hub, as the service writes it (`ce-hub`).
    pub fn hub(&self) -> &str {
        self.text("ce-hub")
    }

    /// The connection (`ce-connectionId`). For MQTT it is the client id.
    pub fn connection_id(&self) -> &str {
        self.text("ce-connectionid")
    }

    /// The user, if the connection has one (`ce-userId`).
    pub fn user_id(&self) -> Option<&str> {
        self.0.get("ce-userid").filter(|user| !user.is_empty())
    }

    /// The type (`ce-type`): `azure.webpubsub.sys.connect`, for example.
    pub fn event_type(&self) -> &str {
        self.text("ce-type")
    }

    /// The name (`ce-eventName`), else the last part of the type: `connect`, `message`, or that of a user event.
    pub fn event_name(&self) -> &str {
        let of_type = || {
            let mut parts = self.event_type().splitn(4, '.');
            parts.nth(3).unwrap_or_default()
        };
        self.0.get("ce-eventname").unwrap_or_else(of_type)
    }

    /// The event's id (`ce-id`), unique only within its connection: 0, 1, 2, …
    pub fn event_id(&self) -> &str {
        self.text("ce-id")
    }

    /// Connection id and event id. If the service gets no response, it delivers the event again with the same two ids. Remember
    /// them to handle each event once.
    pub fn delivery_id(&self) -> (&str, &str) {
        (self.connection_id(), self.event_id())
    }

    /// Where the event comes from (`ce-source`): `/hubs/chat/client/conn-7`.
    pub fn source(&self) -> &str {
        self.text("ce-source")
    }

    /// When it happened (`ce-time`), if the header is a time.
    pub fn time(&self) -> Option<UnixTime> {
        rfc3339(self.text("ce-time"))
    }

    /// The WebSocket subprotocol of the connection, if it has one (`ce-subprotocol`); `connect` has none yet, except of
    /// MQTT.
    pub fn subprotocol(&self) -> Option<&str> {
        self.0.get("ce-subprotocol")
    }

    /// The network connection under an MQTT session (`ce-physicalConnectionId`).
    pub fn physical_connection_id(&self) -> Option<&str> {
        self.0.get("ce-physicalconnectionid")
    }

    /// The MQTT session (`ce-sessionId`).
    pub fn session_id(&self) -> Option<&str> {
        self.0.get("ce-sessionid")
    }

    /// The service that delivers (`WebHook-Request-Origin`).
    pub fn origin(&self) -> Option<&str> {
        self.0.get(ORIGIN)
    }

    /// The version of CloudEvents (`ce-specversion`): `1.0`.
    pub fn spec_version(&self) -> Option<&str> {
        self.0.get("ce-specversion")
    }

    /// The version of the service's events (`ce-awpsversion`): `1.0`.
    pub fn service_version(&self) -> Option<&str> {
        self.0.get("ce-awpsversion")
    }

    /// Any other header whose name begins with `ce-`, by the rest of its name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.0.with_prefix("ce-").find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The metadata that a client or a server gave the message: keys in lower case, and values.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.with_prefix(METADATA)
    }

    /// The user properties of an MQTT message: names in lower case, and values.
    pub fn mqtt_user_properties(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.with_prefix(MQTT)
    }

    /// The bearer token of the request, if it has one: for a validation of your own that has to wait.
    pub fn bearer_token(&self) -> Option<Secret> {
        self.0.bearer_token().map(Secret::from)
    }

    /// The connection's state as it came.
    pub fn connection_state(&self) -> ConnectionState<'_> {
        ConnectionState::new(self.text(ConnectionState::HEADER))
    }

    /// The connection's state; `None` if it has none. One that is not of this type is an error, and stays as it is until a
    /// response sets or clears it.
    pub fn state<T: DeserializeOwned>(&self) -> Result<Option<T>, EventError> {
        self.connection_state().read()
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        self.0.get("content-type")
    }
}

/// Shows no value that is a client's or a user's.
impl fmt::Debug for EventContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventContext")
            .field("hub", &self.hub())
            .field("connection_id", &self.connection_id())
            .field("event_type", &self.event_type())
            .field("event_id", &self.event_id())
            .finish_non_exhaustive()
    }
}

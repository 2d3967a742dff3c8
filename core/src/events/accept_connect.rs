//! The response that lets a client in.

use super::UpstreamResponse;
use super::mqtt::MqttUserProperty;
use super::response_builder::{StateChange, response_builder};
use crate::{BuildError, Role, validate};
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// Accepts a client, and sets its user, roles and groups. They are in force before the client's first message.
///
/// It converts into the response. An invalid value makes that a 500, see [`UpstreamResponse::error`];
/// [`build`](Self::build) returns the error instead.
#[derive(Clone)]
#[must_use = "it is not sent until it is converted into a response"]
pub struct AcceptConnect {
    offered: Vec<String>,
    is_mqtt: bool,
    body: Body,
    pub(super) state: Option<StateChange>,
    /// The first invalid value.
    pub(super) fault: Option<BuildError>,
}

#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subprotocol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mqtt: Option<Mqtt>,
}

#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mqtt {
    user_properties: Vec<MqttUserProperty>,
}

response_builder!(AcceptConnect);

impl AcceptConnect {
    pub(super) fn new(offered: Vec<String>, is_mqtt: bool) -> Self {
        Self { offered, is_mqtt, body: Body::default(), state: None, fault: None }
    }

    /// The user, in place of the token's.
    pub fn user_id(mut self, user_id: impl Into<String>) -> Self {
        self.body.user_id = Some(user_id.into());
        self
    }

    /// Adds a group that the connection is a member of from the start. These groups replace those of the token.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        let group = group.into();
        match validate::group(&group) {
            Ok(()) => self.body.groups.get_or_insert_default().push(group),
            Err(error) => self.reject(error),
        }
        self
    }

    /// Adds a role. These roles replace those of the token.
    pub fn role(mut self, role: Role) -> Self {
        match role.validate() {
            Ok(()) => self.body.roles.get_or_insert_default().push(role.into_text()),
            Err(error) => self.reject(error),
        }
        self
    }

    /// Removes all roles, those of the token too; roles that are added afterwards apply.
    pub fn no_roles(mut self) -> Self {
        self.body.roles = Some(Vec::new());
        self
    }

    /// The WebSocket subprotocol; it must be one that the client offers, or the client closes the connection.
    pub fn subprotocol(mut self, subprotocol: impl Into<String>) -> Self {
        let subprotocol = subprotocol.into();
        if self.offered.contains(&subprotocol) {
            self.body.subprotocol = Some(subprotocol);
        } else {
            self.reject(BuildError::new("subprotocol", "must be one that the client offers"));
        }
        self
    }

    /// Adds a user property to the CONNACK packet of an MQTT 5.0 client.
    pub fn mqtt_user_property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if self.is_mqtt {
            let properties = &mut self.body.mqtt.get_or_insert_default().user_properties;
            properties.push(MqttUserProperty { name: name.into(), value: value.into() });
        } else {
            self.reject(BuildError::new("mqtt user property", "is for MQTT clients"));
        }
        self
    }

    /// The response, or the first value that is invalid.
    pub fn build(self) -> Result<UpstreamResponse, BuildError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let body = serde_json::to_vec(&self.body).map_err(|_| BuildError::new("response", "cannot be written"))?;
        let response = match &*body {
            b"{}" => UpstreamResponse::new(204),
            _ => UpstreamResponse::new(200).with_body("application/json; charset=utf-8", body),
        };
        Ok(response.with_state(self.state))
    }
}

impl core::fmt::Debug for AcceptConnect {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AcceptConnect").field("fault", &self.fault).finish_non_exhaustive()
    }
}

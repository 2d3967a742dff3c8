//! What only the events of MQTT clients have.

use crate::Secret;
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use serde::Serialize;

/// The version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MqttVersion {
    /// 3.1.1, level 4.
    V311,
    /// 5.0
    V5,
}

/// A user property of MQTT 5.0: a name can be there more than once.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[allow(clippy::exhaustive_structs)] // By the specification.
pub struct MqttUserProperty {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Shows the name alone.
impl fmt::Debug for MqttUserProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MqttUserProperty").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The CONNECT packet of an MQTT client.
#[derive(Clone)]
#[non_exhaustive]
pub struct MqttConnect {
    /// The version of the protocol.
    pub version: MqttVersion,
    /// Whether the client wants a session without a past (`cleanStart`, in 3.1.1 `cleanSession`).
    pub clean_start: bool,
    /// The name by which the client authenticates.
    pub username: Option<String>,
    /// In Base64: MQTT allows any bytes.
    password: Option<Secret>,
    /// The packet's user properties.
    pub user_properties: Vec<MqttUserProperty>,
}

impl MqttConnect {
    pub(super) fn parse(json: Json<'_>) -> Option<Self> {
        let version = match json.field("protocolVersion").number()? {
            4 => MqttVersion::V311,
            5 => MqttVersion::V5,
            _ => return None,
        };
        Some(Self {
            version,
            clean_start: json.field("cleanStart").boolean().unwrap_or(false),
            username: json.field("username").text(),
            password: json.field("password").text().map(Secret::from),
            user_properties: user_properties(json),
        })
    }

    /// The client's password. From here on it is the caller's responsibility: compare it in constant time.
    pub fn password(&self) -> Option<Vec<u8>> {
        STANDARD.decode(self.password.as_ref()?.expose()).ok()
    }
}

/// Shows no name and no property: some clients have a token there.
impl fmt::Debug for MqttConnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MqttConnect")
            .field("version", &self.version)
            .field("clean_start", &self.clean_start)
            .finish_non_exhaustive()
    }
}

/// How an MQTT session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MqttDisconnect {
    /// Whether the client ended it.
    pub initiated_by_client: bool,
    /// The reason code of the DISCONNECT packet, if there was one.
    pub code: Option<u8>,
    /// The packet's user properties.
    pub user_properties: Vec<MqttUserProperty>,
}

impl MqttDisconnect {
    pub(super) fn parse(json: Json<'_>) -> Option<Self> {
        let packet = json.field("disconnectPacket");
        json.is_object().then(|| Self {
            initiated_by_client: json.field("initiatedByClient").boolean().unwrap_or(false),
            code: packet.field("code").number().and_then(|code| u8::try_from(code).ok()),
            user_properties: user_properties(packet),
        })
    }
}

fn user_properties(json: Json<'_>) -> Vec<MqttUserProperty> {
    let property = |json: Json<'_>| {
        Some(MqttUserProperty { name: json.field("name").text()?, value: json.field("value").text()? })
    };
    json.field("userProperties").items().filter_map(property).collect()
}

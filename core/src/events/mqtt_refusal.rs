//! The response that keeps an MQTT client out, by the code of its CONNACK packet.

use super::response::validate_refusal;
use super::{MqttUserProperty, MqttVersion, UpstreamResponse};
use crate::BuildError;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// Why an MQTT 3.1.1 client is kept out (MQTT 3.1.1 section 3.2.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // By the specification.
pub enum MqttV311ReturnCode {
    /// The server does not support the level of the protocol.
    UnacceptableProtocolVersion = 1,
    /// The client id is not allowed.
    IdentifierRejected = 2,
    /// The service is not available.
    ServerUnavailable = 3,
    /// User name or password are wrong.
    BadUserNameOrPassword = 4,
    /// The client may not connect.
    NotAuthorized = 5,
}

/// Why an MQTT 5.0 client is kept out (MQTT 5.0 section 3.2.2.2). Without those that only the service itself can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MqttV5ReasonCode {
    /// None of the others, or the server does not say.
    UnspecifiedError = 0x80,
    /// The packet is malformed.
    MalformedPacket = 0x81,
    /// The packet is against the protocol.
    ProtocolError = 0x82,
    /// Valid, but not accepted by this server.
    ImplementationSpecificError = 0x83,
    /// The version is not supported.
    UnsupportedProtocolVersion = 0x84,
    /// The client id is not allowed.
    ClientIdentifierNotValid = 0x85,
    /// User name or password are wrong.
    BadUserNameOrPassword = 0x86,
    /// The client may not connect.
    NotAuthorized = 0x87,
    /// The server is not available.
    ServerUnavailable = 0x88,
    /// The client may try again later.
    ServerBusy = 0x89,
    /// The client was banned.
    Banned = 0x8A,
    /// The method of authentication is not supported.
    BadAuthenticationMethod = 0x8C,
    /// The will's topic is not accepted.
    TopicNameInvalid = 0x90,
    /// The packet is too large.
    PacketTooLarge = 0x95,
    /// A limit of the server is exceeded.
    QuotaExceeded = 0x97,
    /// The will's payload is not of the format that it names.
    PayloadFormatInvalid = 0x99,
    /// Messages are not retained.
    RetainNotSupported = 0x9A,
    /// The will's quality of service is not supported.
    QosNotSupported = 0x9B,
    /// The client uses another server for now.
    UseAnotherServer = 0x9C,
    /// The client uses another server from now on.
    ServerMoved = 0x9D,
    /// Too many connections in this time.
    ConnectionRateExceeded = 0x9F,
}

/// Keeps an MQTT client out. It converts into the response.
///
/// ```
/// # use webpubsub_core::events::{Connect, MqttRefusal, MqttV5ReasonCode, UpstreamResponse};
/// # fn refuse(connect: &Connect) -> UpstreamResponse {
/// MqttRefusal::v5(MqttV5ReasonCode::QuotaExceeded).reason("ten devices at most").into()
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is not sent until it is converted into a response"]
pub struct MqttRefusal {
    status: u16,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    mqtt: Mqtt,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mqtt {
    code: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    user_properties: Vec<MqttUserProperty>,
}

impl MqttRefusal {
    /// Of a client of MQTT 3.1.1.
    pub fn v311(code: MqttV311ReturnCode) -> Self {
        use MqttV311ReturnCode as Code;
        let status = match code {
            Code::UnacceptableProtocolVersion | Code::IdentifierRejected => 400,
            Code::ServerUnavailable => 503,
            Code::BadUserNameOrPassword | Code::NotAuthorized => 401,
        };
        Self::new(status, code as u8)
    }

    /// Of a client of MQTT 5.0.
    pub fn v5(code: MqttV5ReasonCode) -> Self {
        use MqttV5ReasonCode as Code;
        let status = match code {
            Code::BadUserNameOrPassword | Code::NotAuthorized => 401,
            Code::Banned => 403,
            Code::QuotaExceeded | Code::ConnectionRateExceeded => 429,
            Code::ServerUnavailable | Code::ServerBusy => 503,
            Code::UnspecifiedError | Code::ImplementationSpecificError | Code::UseAnotherServer | Code::ServerMoved => {
                500
            }
            _ => 400,
        };
        Self::new(status, code as u8)
    }

    /// The code that fits a status.
    pub(super) fn of_status(version: MqttVersion, status: u16) -> Self {
        use {MqttV5ReasonCode as Code, MqttV311ReturnCode as ReturnCode};
        let refusal = match (version, status) {
            (MqttVersion::V311, 401 | 403) => Self::v311(ReturnCode::NotAuthorized),
            (MqttVersion::V311, 400..=499) => Self::v311(ReturnCode::IdentifierRejected),
            (MqttVersion::V311, _) => Self::v311(ReturnCode::ServerUnavailable),
            (MqttVersion::V5, 401 | 403) => Self::v5(Code::NotAuthorized),
            (MqttVersion::V5, 429) => Self::v5(Code::QuotaExceeded),
            (MqttVersion::V5, 400..=499) => Self::v5(Code::ImplementationSpecificError),
            (MqttVersion::V5, 503) => Self::v5(Code::ServerUnavailable),
            (MqttVersion::V5, _) => Self::v5(Code::UnspecifiedError),
        };
        Self { status, ..refusal }
    }

    fn new(status: u16, code: u8) -> Self {
        Self { status, body: Body { mqtt: Mqtt { code, reason: None, user_properties: Vec::new() } } }
    }

    /// A text for the client; MQTT 3.1.1 has no place for it.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.body.mqtt.reason = Some(reason.into());
        self
    }

    /// Adds a user property to the CONNACK packet of MQTT 5.0.
    pub fn user_property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.body.mqtt.user_properties.push(MqttUserProperty { name: name.into(), value: value.into() });
        self
    }

    fn build(&self) -> Result<UpstreamResponse, BuildError> {
        validate_refusal(self.status)?;
        let body = serde_json::to_vec(&self.body).map_err(|_| BuildError::new("response", "cannot be written"))?;
        Ok(UpstreamResponse::new(self.status).with_body("application/json; charset=utf-8", body))
    }
}

impl From<MqttRefusal> for UpstreamResponse {
    fn from(refusal: MqttRefusal) -> Self {
        Self::built(refusal.build())
    }
}

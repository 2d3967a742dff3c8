//! Tokens by which a client connects.

use crate::{AccessKey, BuildError, Role, Secret, Target, UnixTime, checks, jwt};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;
use serde_json::{Map, Value};

/// What a client gets with its access token: who it is, what it may do, where it belongs, for how long.
///
/// ```
/// # use webpubsub_core::{ClientAccess, Role};
/// let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("lobby")).group("lobby").minutes(5);
/// ```
///
/// Client protocol: <https://learn.microsoft.com/azure/azure-web-pubsub/concept-client-protocols>
#[derive(Clone, Debug, Default)]
#[must_use = "it describes a token and makes none"]
pub struct ClientAccess {
    pub(crate) protocol: ClientProtocol,
    pub(crate) user_id: Option<String>,
    pub(crate) roles: Vec<Role>,
    pub(crate) groups: Vec<String>,
    pub(crate) minutes: Option<u32>,
    pub(crate) claims: Map<String, Value>,
}

/// How a client talks to the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientProtocol {
    /// WebSocket, plain or with a Web PubSub subprotocol.
    #[default]
    WebPubSub,
    /// MQTT over WebSocket.
    Mqtt,
    /// Socket.IO; only resources made for it.
    SocketIo,
}

impl ClientProtocol {
    fn path(self) -> &'static str {
        match self {
            Self::WebPubSub => "/client/hubs/",
            Self::Mqtt => "/clients/mqtt/hubs/",
            Self::SocketIo => "/clients/socketio/hubs/",
        }
    }
}

/// Claims that have a meaning of their own and therefore their own setter, or none.
const RESERVED: [&str; 7] = ["aud", "exp", "iat", "nbf", "sub", "role", "webpubsub.group"];

impl ClientAccess {
    /// An anonymous client that may receive and send events, for 60 minutes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whose connection it is. At least one character; leave it out for an anonymous client.
    pub fn user_id(mut self, user_id: impl Into<String>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }

    /// Adds a role.
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Adds a group that the client belongs to as soon as it connects.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.groups.push(group.into());
        self
    }

    /// How long the token is good for connecting, at least 1 minute; 60 if not said. An open connection outlives it.
    pub fn minutes(mut self, minutes: u32) -> Self {
        self.minutes = Some(minutes);
        self
    }

    /// Which protocol the client will speak: it decides the URL.
    pub fn protocol(mut self, protocol: ClientProtocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// Adds a claim of one's own, which the service passes on to the `connect` event handler. Only an access key can sign
    /// it; with a bearer token the call is refused. Names that the service gives a meaning to are refused here.
    pub fn claim<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Result<Self, BuildError> {
        if name.is_empty() || RESERVED.contains(&name) {
            return Err(BuildError::new(
                "claim",
                "must have a name that is not aud, exp, iat, nbf, sub, role or webpubsub.group",
            ));
        }
        let value = serde_json::to_value(value)
            .map_err(|error| BuildError::new("claim", format!("cannot be written as JSON: {error}")))?;
        self.claims.insert(name.to_owned(), value);
        Ok(self)
    }

    /// Makes the token with an access key, without a request.
    pub fn sign(&self, target: &Target, key: &AccessKey, now: UnixTime) -> Result<ClientAccessToken, BuildError> {
        self.check()?;
        let audience = format!("{}{}{}", target.endpoint().as_str(), self.protocol.path(), target.hub()?);
        let mut claims = self.claims.clone();
        claims.insert("aud".into(), audience.into());
        claims.insert("iat".into(), now.as_secs().into());
        let lifetime = u64::from(self.minutes.unwrap_or(60)) * 60;
        claims.insert("exp".into(), now.as_secs().saturating_add(lifetime).into());
        if let Some(user_id) = &self.user_id {
            claims.insert("sub".into(), user_id.as_str().into());
        }
        if !self.roles.is_empty() {
            claims.insert("role".into(), self.roles.iter().map(Role::as_str).collect());
        }
        if !self.groups.is_empty() {
            claims.insert("webpubsub.group".into(), self.groups.iter().map(String::as_str).collect());
        }
        let token = jwt::sign(key, &Value::Object(claims).to_string(), "");
        self.with_token(target, token)
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        if self.user_id.as_deref() == Some("") {
            return Err(BuildError::new("user_id", "must not be empty (leave it out for an anonymous client)"));
        }
        if self.roles.iter().any(|role| role.as_str().trim().is_empty()) {
            return Err(BuildError::new("role", "must not be blank"));
        }
        for group in &self.groups {
            checks::group(group)?;
        }
        checks::within("minutes", self.minutes.unwrap_or(60).into(), 1..=u32::MAX.into())
    }

    /// The client's URL goes with a token from wherever.
    pub(crate) fn with_token(&self, target: &Target, token: Secret) -> Result<ClientAccessToken, BuildError> {
        let base_url = format!("{}{}{}", target.endpoint().websocket(), self.protocol.path(), target.hub()?);
        Ok(ClientAccessToken { base_url, token })
    }
}

/// A token and where to connect with it.
#[derive(Clone, Debug)]
pub struct ClientAccessToken {
    base_url: String,
    token: Secret,
}

impl ClientAccessToken {
    /// `wss://host/client/hubs/{hub}`: the address without the token, for clients that send it as a header.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The token. Whoever has it can connect as this client until it ends.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// `wss://host/client/hubs/{hub}?access_token=…`: what a WebSocket client opens.
    pub fn url(&self) -> Secret {
        Secret::new(format!("{}?access_token={}", self.base_url, self.token.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(access: &ClientAccess) -> Result<ClientAccessToken, BuildError> {
        let target = Target::new("https://Host.example/base", "chat").expect("target");
        access.sign(&target, &AccessKey::new("k").expect("key"), UnixTime::from_secs(1_000))
    }

    #[test]
    fn urls_follow_the_protocol() {
        for (protocol, url) in [
            (ClientProtocol::WebPubSub, "wss://host.example/base/client/hubs/chat"),
            (ClientProtocol::Mqtt, "wss://host.example/base/clients/mqtt/hubs/chat"),
            (ClientProtocol::SocketIo, "wss://host.example/base/clients/socketio/hubs/chat"),
        ] {
            assert_eq!(sign(&ClientAccess::new().protocol(protocol)).expect("token").base_url(), url);
        }
    }

    #[test]
    fn refused() {
        for access in [
            ClientAccess::new().user_id(""),
            ClientAccess::new().minutes(0),
            ClientAccess::new().group(" "),
            ClientAccess::new().role(Role::raw("")),
        ] {
            assert!(sign(&access).is_err(), "{access:?}");
        }
        assert!(ClientAccess::new().claim("sub", "root").is_err());
        assert!(sign(&ClientAccess::new().claim("tier", &1).expect("claim")).is_ok());
    }

    #[test]
    fn debug_shows_no_token() {
        let token = sign(&ClientAccess::new()).expect("token");
        assert!(!format!("{token:?} {:?}", token.url()).contains("eyJ"));
    }
}

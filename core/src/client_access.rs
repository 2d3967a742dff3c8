//! What a client may do, and the token that says so, signed here.

use crate::{AccessKey, BuildError, ClientAccessToken, Role, Secret, Target, UnixTime, jwt, validate};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;
use serde::Serialize;
use serde_json::{Map, Value};

/// What a client access token says of its client: user, roles, groups, and for how long it can connect.
///
/// ```
/// # use webpubsub_core::{ClientAccess, Role};
/// let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("lobby")).group("lobby").minutes(5);
/// ```
///
/// Client protocol: <https://learn.microsoft.com/azure/azure-web-pubsub/concept-client-protocols>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "it describes a token; the client makes one of it"]
pub struct ClientAccess {
    pub(crate) protocol: ClientProtocol,
    pub(crate) user_id: Option<String>,
    pub(crate) roles: Vec<Role>,
    pub(crate) groups: Vec<String>,
    expires_after: Option<Duration>,
    pub(crate) claims: Map<String, Value>,
    /// The first invalid claim.
    fault: Option<BuildError>,
}

/// Which protocol a client speaks with the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientProtocol {
    /// WebSocket, plain or with a Web PubSub subprotocol.
    #[default]
    WebPubSub,
    /// MQTT over WebSocket.
    Mqtt,
    /// Socket.IO; only for resources created for it.
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

/// Claims that have a meaning for the service and therefore their own setter, or none.
const RESERVED: [&str; 7] = ["aud", "exp", "iat", "nbf", "sub", "role", "webpubsub.group"];

impl ClientAccess {
    /// An anonymous client that may receive messages and send events, for 60 minutes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The user of the connection. At least one character; leave it out for an anonymous client.
    pub fn user_id(mut self, user_id: impl Into<String>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }

    /// Adds a role.
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Adds a group that the client is a member of as soon as it connects.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.groups.push(group.into());
        self
    }

    /// For how many minutes a client can connect with the token, at least 1; 60 unless set. An open connection is not
    /// closed when its token expires.
    #[doc(alias = "minutes_to_expire")]
    pub fn minutes(self, minutes: u32) -> Self {
        self.expires_after(Duration::from_secs(u64::from(minutes) * 60))
    }

    /// As [`minutes`](Self::minutes), as a duration: whole minutes, because that is what REST takes.
    pub fn expires_after(mut self, lifetime: Duration) -> Self {
        self.expires_after = Some(lifetime);
        self
    }

    /// The protocol that the client will speak: it decides the URL.
    pub fn protocol(mut self, protocol: ClientProtocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// Adds a claim of the caller's own, which the service passes on to the `connect` event handler. Only an access key
    /// can sign it; with a bearer token the call rejects it. Also rejected by the call are names that have a meaning for
    /// the service, and values that cannot be serialized as JSON.
    pub fn claim<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let invalid = |rule: String| BuildError::new("claim", rule);
        let claim = if name.is_empty() || RESERVED.contains(&name) {
            Err(invalid(format!("must have a name that is not one of {}", RESERVED.join(", "))))
        } else {
            serde_json::to_value(value).map_err(|error| invalid(format!("cannot be serialized as JSON: {error}")))
        };
        match claim {
            Ok(value) => drop(self.claims.insert(name.to_owned(), value)),
            Err(error) => self.fault = self.fault.or(Some(error)),
        }
        self
    }

    /// Signs the token with an access key, without a request.
    pub fn sign(&self, target: &Target, key: &AccessKey, now: UnixTime) -> Result<ClientAccessToken, BuildError> {
        self.validate()?;
        target.validate()?;
        let audience = format!("{}{}{}", target.endpoint(), self.protocol.path(), target.hub()?);
        let mut claims = self.claims.clone();
        claims.insert("aud".into(), audience.into());
        claims.insert("iat".into(), now.as_secs().into());
        claims.insert("exp".into(), now.after(self.lifetime()).as_secs().into());
        if let Some(user_id) = &self.user_id {
            claims.insert("sub".into(), user_id.as_str().into());
        }
        if !self.roles.is_empty() {
            claims.insert("role".into(), self.roles.iter().map(Role::as_str).collect());
        }
        if !self.groups.is_empty() {
            claims.insert("webpubsub.group".into(), self.groups.iter().map(String::as_str).collect());
        }
        self.with_token(target, jwt::sign(key, Value::Object(claims).to_string().as_bytes(), ""), now)
    }

    fn lifetime(&self) -> Duration {
        self.expires_after.unwrap_or(Duration::from_secs(3_600))
    }

    /// What REST calls `minutesToExpire`.
    pub(crate) fn minutes_to_expire(&self) -> u64 {
        self.lifetime().as_secs() / 60
    }

    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        self.fault.clone().map_or(Ok(()), Err)?;
        if self.user_id.as_deref() == Some("") {
            return Err(BuildError::new("user_id", "must not be empty (leave it out for an anonymous client)"));
        }
        self.groups.iter().try_for_each(|group| validate::group(group))?;
        self.roles.iter().try_for_each(Role::validate)?;
        if self.lifetime() != Duration::from_secs(self.minutes_to_expire() * 60) {
            return Err(BuildError::new("expires_after", "must be whole minutes"));
        }
        let minutes = i64::try_from(self.minutes_to_expire()).unwrap_or(i64::MAX);
        validate::within("minutes", minutes, 1..=u32::MAX.into())
    }

    /// Adds the client's URL to a token, signed here or by the service, that was asked for at `now`.
    pub(crate) fn with_token(
        &self,
        target: &Target,
        token: Secret,
        now: UnixTime,
    ) -> Result<ClientAccessToken, BuildError> {
        let base_url = format!("{}{}{}", target.endpoint().websocket(), self.protocol.path(), target.hub()?);
        Ok(ClientAccessToken::new(base_url, token, now.after(self.lifetime())))
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
    fn rejected() {
        for access in [
            ClientAccess::new().user_id(""),
            ClientAccess::new().minutes(0),
            ClientAccess::new().group(" "),
            ClientAccess::new().role(Role::send_to_group("")),
            ClientAccess::new().role(Role::join_leave_group("..")),
            ClientAccess::new().expires_after(Duration::from_secs(90)),
            ClientAccess::new().expires_after(Duration::MAX),
            ClientAccess::new().claim("sub", "root"),
            ClientAccess::new().claim("", &1),
        ] {
            assert!(sign(&access).is_err(), "{access:?}");
        }
        assert!(sign(&ClientAccess::new().claim("tier", &1)).is_ok());
        let error = sign(&ClientAccess::new().role(Role::send_to_group(" "))).expect_err("no group");
        assert_eq!(error.to_string(), "role: the group must not be empty or whitespace only");
        for role in ["webpubsub.sendToGroup", "webpubsub.sendToGroups.a.*", "own"] {
            assert!(sign(&ClientAccess::new().role(role.parse().expect("a role"))).is_ok(), "{role}");
        }
    }

    #[test]
    fn debug_shows_no_token() {
        let token = sign(&ClientAccess::new()).expect("token");
        assert!(!format!("{token:?}").contains("eyJ"));
        assert!(token.expose_url().starts_with("wss://host.example/base/client/hubs/chat?access_token=eyJ"));
        assert_eq!(token.expires_on(), UnixTime::from_secs(4_600));
        let exposed = serde_json::to_value(token.expose()).expect("JSON");
        assert_eq!(exposed["url"], token.expose_url());
        assert_eq!(exposed["baseUrl"], "wss://host.example/base/client/hubs/chat");
    }
}

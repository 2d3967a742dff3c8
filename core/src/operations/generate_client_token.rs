//! `POST /api/hubs/{hub}/:generateToken`

use crate::request::Draft;
use crate::{
    Authorization, BuildError, ClientAccess, ClientProtocol, Method, Operation, PreparedRequest, Reply, Secret,
    ServiceError, Target, UnixTime,
};
use alloc::string::{String, ToString};
use serde::Deserialize;

/// Lets the service make a client access token: for callers that have a bearer token and no key.
///
/// The service refuses callers that sign with a key; [`ClientAccess::sign`] makes their tokens without a request. The
/// client's `client_access_token` chooses.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/generate-client-token>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct GenerateClientToken {
    access: ClientAccess,
}

#[derive(Deserialize)]
struct Answer {
    token: String,
}

impl GenerateClientToken {
    /// For a client as described. Claims of one's own are refused: the service has no parameter for them.
    pub fn new(access: ClientAccess) -> Self {
        Self { access }
    }
}

impl Operation for GenerateClientToken {
    type Output = Secret;
    const NAME: &'static str = "generate_client_token";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let access = &self.access;
        access.check()?;
        if !access.claims.is_empty() {
            return Err(BuildError::new("claim", "can only be signed with an access key"));
        }
        let mut draft = Draft::hub(Method::POST, target)?.path("/:generateToken").version();
        draft = draft.query_if("userId", access.user_id.as_deref());
        for role in &access.roles {
            draft = draft.query("role", role.as_str());
        }
        draft = draft.query("minutesToExpire", &access.minutes.unwrap_or(60).to_string());
        draft = draft.query_each("group", &access.groups);
        draft = draft.query_if(
            "clientType",
            match access.protocol {
                ClientProtocol::WebPubSub => None,
                ClientProtocol::Mqtt => Some("MQTT"),
                ClientProtocol::SocketIo => Some("SocketIO"),
            },
        );
        draft.sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Secret, ServiceError> {
        reply.expect(200)?;
        let body = reply.body().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(reply.body());
        match serde_json::from_slice::<Answer>(body) {
            Ok(answer) if !answer.token.is_empty() => Ok(answer.token.into()),
            _ => Err(ServiceError::unreadable_secret(reply, "the answer holds no token")),
        }
    }

    fn repeatable(&self) -> bool {
        true
    }

    fn secret_reply(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// A token and URL by which a client connects: made here with an access key, or by the service for a bearer token.
    pub async fn client_access_token(&self, access: &ClientAccess) -> Result<crate::ClientAccessToken, crate::Error> {
        if let Some(key) = self.access_key() {
            return Ok(access.sign(self.target(), key, self.transport().now())?);
        }
        let token = self.call(&GenerateClientToken::new(access.clone())).await?;
        Ok(access.with_token(self.target(), token)?)
    }
}

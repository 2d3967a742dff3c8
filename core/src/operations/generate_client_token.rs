//! `POST /api/hubs/{hub}/:generateToken`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, ClientAccess, ClientProtocol, Method, ResponseParts, Secret, ServiceError, Target};
use alloc::string::{String, ToString};
use serde::Deserialize;

/// Has the service make a client access token: for callers that have a bearer token and no key.
///
/// The service rejects callers that sign with a key; [`ClientAccess::sign`] makes their tokens without a request. The
/// client's `client_access_token` chooses.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/generate-client-token>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct GenerateClientToken {
    access: ClientAccess,
}

#[derive(Deserialize)]
struct Body {
    token: String,
}

impl GenerateClientToken {
    /// A token for such a client. Custom claims are rejected: the service has no parameter for them.
    pub fn new(access: ClientAccess) -> Self {
        Self { access }
    }
}

impl Operation for GenerateClientToken {
    type Output = Secret;
    const NAME: &'static str = "generate_client_token";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let access = &self.access;
        access.validate()?;
        if !access.claims.is_empty() {
            return Err(BuildError::new("claim", "can only be signed with an access key"));
        }
        let client_type = match access.protocol {
            ClientProtocol::WebPubSub => None,
            ClientProtocol::Mqtt => Some("MQTT"),
            ClientProtocol::SocketIo => Some("SocketIO"),
        };
        let url = target.hub_url()?.path("/:generateToken").query_if("userId", access.user_id.as_deref());
        let url =
            url.query_each("role", &access.roles).query("minutesToExpire", &access.minutes_to_expire().to_string());
        let url = url.query_each("group", &access.groups).query_if("clientType", client_type);
        Ok(UnsignedRequest::new(Method::Post, url).idempotent(true).secret_response())
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<Secret, ServiceError> {
        response.expect_status(200)?;
        match serde_json::from_slice::<Body>(response.text()) {
            Ok(body) if !body.token.is_empty() => Ok(body.token.into()),
            _ => Err(ServiceError::unreadable_secret(response, "the response has no token")),
        }
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// A token and URL by which a client connects: signed here with an access key, without a request, or made by the
    /// service for a bearer token. What a negotiate endpoint returns to a browser is
    /// [`into_url`](crate::ClientAccessToken::into_url).
    ///
    /// ```
    /// # use webpubsub_core::{ClientAccess, Error, Role, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("lobby")).minutes(5);
    /// let url = client.client_access_token(&access).await?.into_url();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "get_client_access_token")]
    #[doc(alias = "negotiate")]
    pub async fn client_access_token(&self, access: &ClientAccess) -> Result<crate::ClientAccessToken, crate::Error> {
        let now = self.transport().now();
        if let Some(key) = self.signing_key().await {
            let signed = access.sign(self.target(), &key, now);
            return signed.map_err(|error| crate::Error::rejected(GenerateClientToken::NAME, error));
        }
        let token = self.call(&GenerateClientToken::new(access.clone())).await?;
        Ok(access.with_token(self.target(), token, now)?)
    }
}

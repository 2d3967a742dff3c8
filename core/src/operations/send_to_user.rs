//! `POST /api/hubs/{hub}/users/{userId}/:send`

use super::send_options::{SendOptions, send_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, Message, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Sends a message to every connection of a user.
///
/// Success is 202: accepted, not delivered. A message to a user without a connection is accepted and dropped.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-user>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToUser {
    user_id: String,
    message: Message,
    options: SendOptions,
}

impl SendToUser {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>, message: Message) -> Self {
        Self { user_id: user_id.into(), message, options: SendOptions::default() }
    }
}

send_setters!(SendToUser: filter, message_ttl_seconds, metadata);

impl Operation for SendToUser {
    type Output = ();
    const NAME: &'static str = "send_to_user";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.user(&self.user_id)?.path("/:send");
        self.options.request(url, &self.message)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(202)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a message to every connection of a user. See [`SendToUser`] for filter, time to live and metadata.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.send_to_user("ann", Message::text("hi, ann")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "publish")]
    pub async fn send_to_user(&self, user_id: &str, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToUser::new(user_id, message)).await
    }
}

//! `POST /api/hubs/{hub}/groups/{group}/:send`

use super::send_options::{SendOptions, send_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, Message, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Sends a message to every connection of a group.
///
/// Success is 202: accepted, not delivered. A group exists while it has a member; a message to any other group is
/// accepted and delivered to no one.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-group>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToGroup {
    group: String,
    message: Message,
    options: SendOptions,
}

impl SendToGroup {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ. A `/` is encoded, and the service does not
    /// decode it: `a/b` and `a%2Fb` name the same group.
    pub fn new(group: impl Into<String>, message: Message) -> Self {
        Self { group: group.into(), message, options: SendOptions::default() }
    }
}

send_setters!(SendToGroup: excluded, filter, message_ttl_seconds, metadata);

impl Operation for SendToGroup {
    type Output = ();
    const NAME: &'static str = "send_to_group";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.group(&self.group)?.path("/:send");
        self.options.request(url, &self.message)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(202)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a message to every connection of a group. See [`SendToGroup`] for exclusions, filter, time to live and
    /// metadata.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.send_to_group("lobby", Message::json(&["hello", "lobby"])?).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "publish")]
    pub async fn send_to_group(&self, group: &str, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToGroup::new(group, message)).await
    }
}

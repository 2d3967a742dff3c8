//! `POST /api/hubs/{hub}/:send`

use super::send_options::{SendOptions, send_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, Message, ResponseParts, ServiceError, Target};

/// Sends a message to every connection of the hub.
///
/// Success is 202: accepted, not delivered. Clients that are not connected do not get it later.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-all>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToAll {
    message: Message,
    options: SendOptions,
}

impl SendToAll {
    /// To everyone, unless the setters narrow it down.
    pub fn new(message: Message) -> Self {
        Self { message, options: SendOptions::default() }
    }
}

send_setters!(SendToAll: excluded, filter, message_ttl_seconds, metadata);

impl Operation for SendToAll {
    type Output = ();
    const NAME: &'static str = "send_to_all";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.path("/:send");
        self.options.request(url, &self.message)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(202)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a message to every connection of the hub. See [`SendToAll`] for exclusions, filter, time to live and metadata.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.send_to_all(Message::text("hello, everybody")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "publish")]
    #[doc(alias = "broadcast")]
    pub async fn send_to_all(&self, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToAll::new(message)).await
    }
}

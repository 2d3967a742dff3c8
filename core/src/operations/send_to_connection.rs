//! `POST /api/hubs/{hub}/connections/{connectionId}/:send`

use super::send_options::{SendOptions, send_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, Message, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Sends a message to one connection.
///
/// Success is 202: accepted, not delivered. For a connection that does not exist the service accepts the
/// message and drops it.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-connection>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToConnection {
    connection_id: String,
    message: Message,
    options: SendOptions,
}

impl SendToConnection {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>, message: Message) -> Self {
        Self { connection_id: connection_id.into(), message, options: SendOptions::default() }
    }
}

send_setters!(SendToConnection: message_ttl_seconds, metadata);

impl Operation for SendToConnection {
    type Output = ();
    const NAME: &'static str = "send_to_connection";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.connection(&self.connection_id)?.path("/:send");
        self.options.request(url, &self.message)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(202)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a message to one connection. See [`SendToConnection`] for time to live and metadata.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.send_to_connection("conn-7", Message::binary(vec![0, 255])).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "publish")]
    pub async fn send_to_connection(&self, connection_id: &str, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToConnection::new(connection_id, message)).await
    }
}

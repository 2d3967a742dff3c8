//! `DELETE /api/hubs/{hub}/connections/{connectionId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Closes a connection.
///
/// Success is 204, also for a connection that does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-connection>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseConnection {
    connection_id: String,
    reason: Option<String>,
}

impl CloseConnection {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>) -> Self {
        Self { connection_id: connection_id.into(), reason: None }
    }

    /// Why, in words for the client: a client of a subprotocol reads it in its `disconnected` message.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl Operation for CloseConnection {
    type Output = ();
    const NAME: &'static str = "close_connection";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.connection(&self.connection_id)?.query_if("reason", self.reason.as_deref());
        Ok(UnsignedRequest::new(Method::Delete, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Closes a connection. See [`CloseConnection`] for a reason.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.close_connection("conn-7").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "disconnect")]
    pub async fn close_connection(&self, connection_id: &str) -> Result<(), crate::Error> {
        self.call(&CloseConnection::new(connection_id)).await
    }
}

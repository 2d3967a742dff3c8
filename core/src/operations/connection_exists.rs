//! `HEAD /api/hubs/{hub}/connections/{connectionId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Checks whether a connection exists.
///
/// Status 200 is `true`, 404 is `false`, and a page for people is an error. A wrong hub returns 404 as well and so reads as
/// `false`.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/connection-exists>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct ConnectionExists {
    connection_id: String,
}

impl ConnectionExists {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>) -> Self {
        Self { connection_id: connection_id.into() }
    }
}

impl Operation for ConnectionExists {
    type Output = bool;
    const NAME: &'static str = "connection_exists";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.connection(&self.connection_id)?;
        Ok(UnsignedRequest::new(Method::Head, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<bool, ServiceError> {
        response.exists()
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Checks whether a connection exists. See [`ConnectionExists`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let connected = client.connection_exists("conn-7").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn connection_exists(&self, connection_id: &str) -> Result<bool, crate::Error> {
        self.call(&ConnectionExists::new(connection_id)).await
    }
}

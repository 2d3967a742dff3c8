//! `POST /api/hubs/{hub}/:closeConnections`

use super::close_options::{CloseOptions, close_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, ResponseParts, ServiceError, Target};

/// Closes every connection of the hub.
///
/// Success is 204. Clients that reconnect by themselves come back, unless their token has expired.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-all-connections>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseAllConnections {
    options: CloseOptions,
}

impl CloseAllConnections {
    /// All of them, unless the setters exclude some.
    pub fn new() -> Self {
        Self::default()
    }
}

close_setters!(CloseAllConnections);

impl Operation for CloseAllConnections {
    type Output = ();
    const NAME: &'static str = "close_all_connections";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.path("/:closeConnections");
        self.options.request(url)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Closes every connection of the hub. See [`CloseAllConnections`] for exceptions and a reason.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.close_all_connections().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "disconnect")]
    pub async fn close_all_connections(&self) -> Result<(), crate::Error> {
        self.call(&CloseAllConnections::new()).await
    }
}

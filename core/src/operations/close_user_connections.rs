//! `POST /api/hubs/{hub}/users/{userId}/:closeConnections`

use super::close_options::{CloseOptions, close_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Closes every connection of a user.
///
/// Success is 204, also for a user without connections.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-user-connections>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseUserConnections {
    user_id: String,
    options: CloseOptions,
}

impl CloseUserConnections {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), options: CloseOptions::default() }
    }
}

close_setters!(CloseUserConnections);

impl Operation for CloseUserConnections {
    type Output = ();
    const NAME: &'static str = "close_user_connections";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.user(&self.user_id)?.path("/:closeConnections");
        self.options.request(url)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Closes every connection of a user. See [`CloseUserConnections`] for exceptions and a reason.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.close_user_connections("ann").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "disconnect")]
    pub async fn close_user_connections(&self, user_id: &str) -> Result<(), crate::Error> {
        self.call(&CloseUserConnections::new(user_id)).await
    }
}

//! `POST /api/hubs/{hub}/groups/{group}/:closeConnections`

use super::close_options::{CloseOptions, close_setters};
use super::{Operation, UnsignedRequest};
use crate::{BuildError, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Closes every connection in a group.
///
/// Success is 204, also for a group without members.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-group-connections>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseGroupConnections {
    group: String,
    options: CloseOptions,
}

impl CloseGroupConnections {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into(), options: CloseOptions::default() }
    }
}

close_setters!(CloseGroupConnections);

impl Operation for CloseGroupConnections {
    type Output = ();
    const NAME: &'static str = "close_group_connections";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.group(&self.group)?.path("/:closeConnections");
        self.options.request(url)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Closes every connection in a group. See [`CloseGroupConnections`] for exceptions and a reason.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.close_group_connections("lobby").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn close_group_connections(&self, group: &str) -> Result<(), crate::Error> {
        self.call(&CloseGroupConnections::new(group)).await
    }
}

//! `HEAD /api/hubs/{hub}/groups/{group}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Checks whether a group has a member: it exists exactly as long as it has one.
///
/// Status 200 is `true`, 404 is `false`, and a page for people is an error. A wrong hub returns 404 as well and so reads as
/// `false`.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/group-exists>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct GroupExists {
    group: String,
}

impl GroupExists {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into() }
    }
}

impl Operation for GroupExists {
    type Output = bool;
    const NAME: &'static str = "group_exists";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.group(&self.group)?;
        Ok(UnsignedRequest::new(Method::Head, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<bool, ServiceError> {
        response.exists()
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Checks whether a group has a member. See [`GroupExists`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let has_members = client.group_exists("lobby").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn group_exists(&self, group: &str) -> Result<bool, crate::Error> {
        self.call(&GroupExists::new(group)).await
    }
}

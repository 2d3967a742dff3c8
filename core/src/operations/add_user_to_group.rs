//! `PUT /api/hubs/{hub}/users/{userId}/groups/{group}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Makes all present connections of a user members of a group; connections that come later are not.
///
/// Success is 200. A user without a connection is 404.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/add-user-to-group>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct AddUserToGroup {
    group: String,
    user_id: String,
}

impl AddUserToGroup {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ. `user_id`: at least one
    /// character; upper and lower case differ.
    pub fn new(group: impl Into<String>, user_id: impl Into<String>) -> Self {
        Self { group: group.into(), user_id: user_id.into() }
    }
}

impl Operation for AddUserToGroup {
    type Output = ();
    const NAME: &'static str = "add_user_to_group";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.user(&self.user_id)?.group(&self.group)?;
        Ok(UnsignedRequest::new(Method::Put, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(200)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Makes all present connections of a user members of a group. See [`AddUserToGroup`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.add_user_to_group("lobby", "ann").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "join")]
    pub async fn add_user_to_group(&self, group: &str, user_id: &str) -> Result<(), crate::Error> {
        self.call(&AddUserToGroup::new(group, user_id)).await
    }
}

//! `DELETE /api/hubs/{hub}/users/{userId}/groups/{group}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Takes all connections of a user out of a group.
///
/// Success is 204, also if none is a member.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-user-from-group>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveUserFromGroup {
    group: String,
    user_id: String,
}

impl RemoveUserFromGroup {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ. `user_id`: at least one
    /// character; upper and lower case differ.
    pub fn new(group: impl Into<String>, user_id: impl Into<String>) -> Self {
        Self { group: group.into(), user_id: user_id.into() }
    }
}

impl Operation for RemoveUserFromGroup {
    type Output = ();
    const NAME: &'static str = "remove_user_from_group";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.user(&self.user_id)?.group(&self.group)?;
        Ok(UnsignedRequest::new(Method::Delete, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Takes all connections of a user out of a group. See [`RemoveUserFromGroup`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.remove_user_from_group("lobby", "ann").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "leave")]
    pub async fn remove_user_from_group(&self, group: &str, user_id: &str) -> Result<(), crate::Error> {
        self.call(&RemoveUserFromGroup::new(group, user_id)).await
    }
}

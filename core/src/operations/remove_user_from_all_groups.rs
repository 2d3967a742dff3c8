//! `DELETE /api/hubs/{hub}/users/{userId}/groups`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Takes all connections of a user out of all their groups.
///
/// Success is 204, also if they are in none.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-user-from-all-groups>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveUserFromAllGroups {
    user_id: String,
}

impl RemoveUserFromAllGroups {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into() }
    }
}

impl Operation for RemoveUserFromAllGroups {
    type Output = ();
    const NAME: &'static str = "remove_user_from_all_groups";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.user(&self.user_id)?.path("/groups");
        Ok(UnsignedRequest::new(Method::Delete, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Takes all connections of a user out of all their groups. See [`RemoveUserFromAllGroups`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.remove_user_from_all_groups("ann").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn remove_user_from_all_groups(&self, user_id: &str) -> Result<(), crate::Error> {
        self.call(&RemoveUserFromAllGroups::new(user_id)).await
    }
}

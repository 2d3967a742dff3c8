//! `DELETE /api/hubs/{hub}/groups/{group}/connections/{connectionId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Takes a connection out of a group.
///
/// Success is 204, also if it is not a member or does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-connection-from-group>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveConnectionFromGroup {
    group: String,
    connection_id: String,
}

impl RemoveConnectionFromGroup {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ. `connection_id`: at least one
    /// character, as the service gave it.
    pub fn new(group: impl Into<String>, connection_id: impl Into<String>) -> Self {
        Self { group: group.into(), connection_id: connection_id.into() }
    }
}

impl Operation for RemoveConnectionFromGroup {
    type Output = ();
    const NAME: &'static str = "remove_connection_from_group";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.group(&self.group)?.connection(&self.connection_id)?;
        Ok(UnsignedRequest::new(Method::Delete, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Takes a connection out of a group. See [`RemoveConnectionFromGroup`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.remove_connection_from_group("lobby", "conn-7").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "leave")]
    pub async fn remove_connection_from_group(&self, group: &str, connection_id: &str) -> Result<(), crate::Error> {
        self.call(&RemoveConnectionFromGroup::new(group, connection_id)).await
    }
}

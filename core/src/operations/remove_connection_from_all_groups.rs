//! `DELETE /api/hubs/{hub}/connections/{connectionId}/groups`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Takes a connection out of all its groups.
///
/// Success is 204, also if it is in none or does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-connection-from-all-groups>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveConnectionFromAllGroups {
    connection_id: String,
}

impl RemoveConnectionFromAllGroups {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>) -> Self {
        Self { connection_id: connection_id.into() }
    }
}

impl Operation for RemoveConnectionFromAllGroups {
    type Output = ();
    const NAME: &'static str = "remove_connection_from_all_groups";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.connection(&self.connection_id)?.path("/groups");
        Ok(UnsignedRequest::new(Method::Delete, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Takes a connection out of all its groups. See [`RemoveConnectionFromAllGroups`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.remove_connection_from_all_groups("conn-7").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn remove_connection_from_all_groups(&self, connection_id: &str) -> Result<(), crate::Error> {
        self.call(&RemoveConnectionFromAllGroups::new(connection_id)).await
    }
}

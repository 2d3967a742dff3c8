//! `PUT /api/hubs/{hub}/groups/{group}/connections/{connectionId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Makes a connection a member of a group; the group need not exist before.
///
/// Success is 200, also if it is a member already. A connection that does not exist is 404
/// (`Error.Connection.NotExisted`).
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/add-connection-to-group>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct AddConnectionToGroup {
    group: String,
    connection_id: String,
}

impl AddConnectionToGroup {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ. `connection_id`: at least one
    /// character, as the service gave it.
    pub fn new(group: impl Into<String>, connection_id: impl Into<String>) -> Self {
        Self { group: group.into(), connection_id: connection_id.into() }
    }
}

impl Operation for AddConnectionToGroup {
    type Output = ();
    const NAME: &'static str = "add_connection_to_group";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.group(&self.group)?.connection(&self.connection_id)?;
        Ok(UnsignedRequest::new(Method::Put, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(200)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Makes a connection a member of a group. See [`AddConnectionToGroup`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.add_connection_to_group("lobby", "conn-7").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "join")]
    pub async fn add_connection_to_group(&self, group: &str, connection_id: &str) -> Result<(), crate::Error> {
        self.call(&AddConnectionToGroup::new(group, connection_id)).await
    }
}

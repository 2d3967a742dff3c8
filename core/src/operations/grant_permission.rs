//! `PUT /api/hubs/{hub}/permissions/{permission}/connections/{connectionId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, Permission, ResponseParts, ServiceError, Target, validate};
use alloc::string::String;

/// Lets a connection join and leave, or publish to, a group, as long as it lasts.
///
/// Success is 200. A connection that does not exist is 404.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/grant-permission>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct GrantPermission {
    permission: Permission,
    connection_id: String,
    target_name: Option<String>,
}

impl GrantPermission {
    /// `connection_id`: at least one character, as the service gave it. Name the group with
    /// [`target_name`](GrantPermission::target_name): REST calls it required.
    pub fn new(permission: Permission, connection_id: impl Into<String>) -> Self {
        Self { permission, connection_id: connection_id.into(), target_name: None }
    }

    /// The group, 1 to 1,024 characters, not all whitespace.
    pub fn target_name(mut self, group: impl Into<String>) -> Self {
        self.target_name = Some(group.into());
        self
    }
}

impl Operation for GrantPermission {
    type Output = ();
    const NAME: &'static str = "grant_permission";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let group = self.target_name.as_deref();
        group.map_or(Ok(()), validate::target_name)?;
        let url = target
            .hub_url()?
            .path(self.permission.path())
            .connection(&self.connection_id)?
            .query_if("targetName", group);
        Ok(UnsignedRequest::new(Method::Put, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(200)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Lets a connection join and leave, or publish to, a group. See [`GrantPermission`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, Permission, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.grant_permission(Permission::SendToGroup, "conn-7", "lobby").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn grant_permission(
        &self,
        permission: Permission,
        connection_id: &str,
        group: &str,
    ) -> Result<(), crate::Error> {
        self.call(&GrantPermission::new(permission, connection_id).target_name(group)).await
    }
}

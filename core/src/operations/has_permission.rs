//! `HEAD /api/hubs/{hub}/permissions/{permission}/connections/{connectionId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, Permission, ResponseParts, ServiceError, Target, validate};
use alloc::string::String;

/// Checks whether a connection may join and leave, or publish to, a group.
///
/// Status 200 is `true`, 404 is `false`, also for a connection that does not exist; a page for people is an error. A wrong hub
/// returns 404 as well and so reads as `false`.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/check-permission>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct HasPermission {
    permission: Permission,
    connection_id: String,
    target_name: Option<String>,
}

impl HasPermission {
    /// `connection_id`: at least one character, as the service gave it. Name the group with
    /// [`target_name`](HasPermission::target_name): REST calls it required.
    pub fn new(permission: Permission, connection_id: impl Into<String>) -> Self {
        Self { permission, connection_id: connection_id.into(), target_name: None }
    }

    /// The group, 1 to 1,024 characters, not all whitespace.
    pub fn target_name(mut self, group: impl Into<String>) -> Self {
        self.target_name = Some(group.into());
        self
    }
}

impl Operation for HasPermission {
    type Output = bool;
    const NAME: &'static str = "has_permission";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let group = self.target_name.as_deref();
        group.map_or(Ok(()), validate::target_name)?;
        let url = target
            .hub_url()?
            .path(self.permission.path())
            .connection(&self.connection_id)?
            .query_if("targetName", group);
        Ok(UnsignedRequest::new(Method::Head, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<bool, ServiceError> {
        response.exists()
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Checks whether a connection may join and leave, or publish to, a group. See [`HasPermission`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, Permission, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let allowed = client.has_permission(Permission::SendToGroup, "conn-7", "lobby").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "check_permission")]
    pub async fn has_permission(
        &self,
        permission: Permission,
        connection_id: &str,
        group: &str,
    ) -> Result<bool, crate::Error> {
        self.call(&HasPermission::new(permission, connection_id).target_name(group)).await
    }
}

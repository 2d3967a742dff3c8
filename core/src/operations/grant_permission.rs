//! `PUT /api/hubs/{hub}/permissions/{permission}/connections/{connectionId}`

use crate::request::Draft;
use crate::{
    Authorization, BuildError, Method, Operation, Permission, PreparedRequest, Reply, ServiceError, Target, UnixTime,
    checks,
};
use alloc::string::String;

/// Lets a connection join and leave, or publish to, a group, as long as it lasts.
///
/// Success is 200. A connection that does not exist is 404.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/grant-permission>
#[derive(Clone, Debug)]
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

    /// The group, 1 to 1,024 characters, not all blank.
    pub fn target_name(mut self, group: impl Into<String>) -> Self {
        self.target_name = Some(group.into());
        self
    }
}

impl Operation for GrantPermission {
    type Output = ();
    const NAME: &'static str = "grant_permission";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let group = self.target_name.as_deref();
        group.map_or(Ok(()), checks::target_name)?;
        let draft = Draft::hub(Method::PUT, target)?.path(self.permission.path()).connection(&self.connection_id)?;
        draft.version().query_if("targetName", group).sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), ServiceError> {
        reply.expect(200)
    }

    fn repeatable(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Lets a connection join and leave, or publish to, a group. See [`GrantPermission`].
    pub async fn grant_permission(
        &self,
        permission: Permission,
        connection_id: impl Into<String>,
        group: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&GrantPermission::new(permission, connection_id).target_name(group)).await
    }
}

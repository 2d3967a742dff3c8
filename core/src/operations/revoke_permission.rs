//! `DELETE /api/hubs/{hub}/permissions/{permission}/connections/{connectionId}`

use crate::request::Draft;
use crate::{
    Authorization, BuildError, Method, Operation, Permission, PreparedRequest, Reply, ServiceError, Target, UnixTime,
    checks,
};
use alloc::string::String;

/// Takes a permission back that a connection has by its token or by a grant. A member of the group stays one.
///
/// Success is 204, also for a connection that does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/revoke-permission>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct RevokePermission {
    permission: Permission,
    connection_id: String,
    target_name: Option<String>,
}

impl RevokePermission {
    /// `connection_id`: at least one character, as the service gave it. Name the group with
    /// [`target_name`](RevokePermission::target_name): REST calls it required.
    pub fn new(permission: Permission, connection_id: impl Into<String>) -> Self {
        Self { permission, connection_id: connection_id.into(), target_name: None }
    }

    /// The group, 1 to 1,024 characters, not all blank.
    pub fn target_name(mut self, group: impl Into<String>) -> Self {
        self.target_name = Some(group.into());
        self
    }
}

impl Operation for RevokePermission {
    type Output = ();
    const NAME: &'static str = "revoke_permission";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let group = self.target_name.as_deref();
        group.map_or(Ok(()), checks::target_name)?;
        let draft = Draft::hub(Method::DELETE, target)?.path(self.permission.path()).connection(&self.connection_id)?;
        draft.version().query_if("targetName", group).sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), ServiceError> {
        reply.expect(204)
    }

    fn repeatable(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Takes a permission back from a connection. See [`RevokePermission`].
    pub async fn revoke_permission(
        &self,
        permission: Permission,
        connection_id: impl Into<String>,
        group: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&RevokePermission::new(permission, connection_id).target_name(group)).await
    }
}

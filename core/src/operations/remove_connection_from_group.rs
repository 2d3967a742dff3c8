//! `DELETE /api/hubs/{hub}/groups/{group}/connections/{connectionId}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Takes a connection out of a group.
///
/// Success is 204, also if it is no member or does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-connection-from-group>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveConnectionFromGroup {
    group: String,
    connection_id: String,
}

impl RemoveConnectionFromGroup {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ. `connection_id`: at least one
    /// character, as the service gave it.
    pub fn new(group: impl Into<String>, connection_id: impl Into<String>) -> Self {
        Self { group: group.into(), connection_id: connection_id.into() }
    }
}

impl Operation for RemoveConnectionFromGroup {
    type Output = ();
    const NAME: &'static str = "remove_connection_from_group";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::DELETE, target)?.group(&self.group)?.connection(&self.connection_id)?;
        draft.version().sign(authorization, now)
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
    /// Takes a connection out of a group. See [`RemoveConnectionFromGroup`].
    pub async fn remove_connection_from_group(
        &self,
        group: impl Into<String>,
        connection_id: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&RemoveConnectionFromGroup::new(group, connection_id)).await
    }
}

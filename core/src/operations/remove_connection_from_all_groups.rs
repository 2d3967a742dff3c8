//! `DELETE /api/hubs/{hub}/connections/{connectionId}/groups`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Takes a connection out of all its groups.
///
/// Success is 204, also if it is in none or does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-connection-from-all-groups>
#[derive(Clone, Debug)]
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

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::DELETE, target)?.connection(&self.connection_id)?.path("/groups");
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
    /// Takes a connection out of all its groups. See [`RemoveConnectionFromAllGroups`].
    pub async fn remove_connection_from_all_groups(
        &self,
        connection_id: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&RemoveConnectionFromAllGroups::new(connection_id)).await
    }
}

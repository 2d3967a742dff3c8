//! `PUT /api/hubs/{hub}/groups/{group}/connections/{connectionId}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Makes a connection a member of a group; the group need not exist before.
///
/// Success is 200, also if it is a member already. A connection that does not exist is 404
/// (`Error.Connection.NotExisted`).
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/add-connection-to-group>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct AddConnectionToGroup {
    group: String,
    connection_id: String,
}

impl AddConnectionToGroup {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ. `connection_id`: at least one
    /// character, as the service gave it.
    pub fn new(group: impl Into<String>, connection_id: impl Into<String>) -> Self {
        Self { group: group.into(), connection_id: connection_id.into() }
    }
}

impl Operation for AddConnectionToGroup {
    type Output = ();
    const NAME: &'static str = "add_connection_to_group";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::PUT, target)?.group(&self.group)?.connection(&self.connection_id)?;
        draft.version().sign(authorization, now)
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
    /// Makes a connection a member of a group. See [`AddConnectionToGroup`].
    pub async fn add_connection_to_group(
        &self,
        group: impl Into<String>,
        connection_id: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&AddConnectionToGroup::new(group, connection_id)).await
    }
}

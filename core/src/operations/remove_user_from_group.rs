//! `DELETE /api/hubs/{hub}/users/{userId}/groups/{group}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Takes all connections of a user out of a group.
///
/// Success is 204, also if none is a member.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-user-from-group>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveUserFromGroup {
    group: String,
    user_id: String,
}

impl RemoveUserFromGroup {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ. `user_id`: at least one
    /// character; upper and lower case differ.
    pub fn new(group: impl Into<String>, user_id: impl Into<String>) -> Self {
        Self { group: group.into(), user_id: user_id.into() }
    }
}

impl Operation for RemoveUserFromGroup {
    type Output = ();
    const NAME: &'static str = "remove_user_from_group";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::DELETE, target)?.user(&self.user_id)?.group(&self.group)?;
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
    /// Takes all connections of a user out of a group. See [`RemoveUserFromGroup`].
    pub async fn remove_user_from_group(
        &self,
        group: impl Into<String>,
        user_id: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&RemoveUserFromGroup::new(group, user_id)).await
    }
}

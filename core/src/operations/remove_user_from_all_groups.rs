//! `DELETE /api/hubs/{hub}/users/{userId}/groups`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Takes all connections of a user out of all their groups.
///
/// Success is 204, also if they are in none.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-user-from-all-groups>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveUserFromAllGroups {
    user_id: String,
}

impl RemoveUserFromAllGroups {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into() }
    }
}

impl Operation for RemoveUserFromAllGroups {
    type Output = ();
    const NAME: &'static str = "remove_user_from_all_groups";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::DELETE, target)?.user(&self.user_id)?.path("/groups");
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
    /// Takes all connections of a user out of all their groups. See [`RemoveUserFromAllGroups`].
    pub async fn remove_user_from_all_groups(&self, user_id: impl Into<String>) -> Result<(), crate::Error> {
        self.call(&RemoveUserFromAllGroups::new(user_id)).await
    }
}

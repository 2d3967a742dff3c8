//! `PUT /api/hubs/{hub}/users/{userId}/groups/{group}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Makes all present connections of a user members of a group; connections that come later are not.
///
/// Success is 200. A user without a connection is 404.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/add-user-to-group>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct AddUserToGroup {
    group: String,
    user_id: String,
}

impl AddUserToGroup {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ. `user_id`: at least one
    /// character; upper and lower case differ.
    pub fn new(group: impl Into<String>, user_id: impl Into<String>) -> Self {
        Self { group: group.into(), user_id: user_id.into() }
    }
}

impl Operation for AddUserToGroup {
    type Output = ();
    const NAME: &'static str = "add_user_to_group";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::PUT, target)?.user(&self.user_id)?.group(&self.group)?;
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
    /// Makes all present connections of a user members of a group. See [`AddUserToGroup`].
    pub async fn add_user_to_group(
        &self,
        group: impl Into<String>,
        user_id: impl Into<String>,
    ) -> Result<(), crate::Error> {
        self.call(&AddUserToGroup::new(group, user_id)).await
    }
}

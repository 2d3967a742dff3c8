//! `HEAD /api/hubs/{hub}/users/{userId}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Asks whether a user has a connection.
///
/// 200 is yes, 404 is no. A wrong hub, or a proxy that knows no such path, answers 404 as well and so reads as no.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/user-exists>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct UserExists {
    user_id: String,
}

impl UserExists {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into() }
    }
}

impl Operation for UserExists {
    type Output = bool;
    const NAME: &'static str = "user_exists";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::HEAD, target)?.user(&self.user_id)?;
        draft.version().sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<bool, ServiceError> {
        reply.yes_or_no()
    }

    fn repeatable(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Asks whether a user has a connection. See [`UserExists`].
    pub async fn user_exists(&self, user_id: impl Into<String>) -> Result<bool, crate::Error> {
        self.call(&UserExists::new(user_id)).await
    }
}

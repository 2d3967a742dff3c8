//! `POST /api/hubs/{hub}/users/{userId}/:closeConnections`

use super::close_options::{CloseOptions, close_setters};
use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Closes every connection of a user.
///
/// Success is 204, also for a user without connections.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-user-connections>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseUserConnections {
    user_id: String,
    options: CloseOptions,
}

impl CloseUserConnections {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), options: CloseOptions::default() }
    }
}

close_setters!(CloseUserConnections);

impl Operation for CloseUserConnections {
    type Output = ();
    const NAME: &'static str = "close_user_connections";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.user(&self.user_id)?.path("/:closeConnections").version();
        self.options.write(draft)?.sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), ServiceError> {
        reply.expect(204)
    }

    fn repeatable(&self) -> bool {
        false
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Closes every connection of a user. See [`CloseUserConnections`] for exceptions and a reason.
    pub async fn close_user_connections(&self, user_id: impl Into<String>) -> Result<(), crate::Error> {
        self.call(&CloseUserConnections::new(user_id)).await
    }
}

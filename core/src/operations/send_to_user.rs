//! `POST /api/hubs/{hub}/users/{userId}/:send`

use super::send_options::{SendOptions, send_setters};
use crate::request::Draft;
use crate::{
    Authorization, BuildError, Message, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime,
};
use alloc::string::String;

/// Sends a message to every connection of a user.
///
/// Success is 202: accepted, not delivered. A user without a connection gets nothing, and that is no error.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-user>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToUser {
    user_id: String,
    message: Message,
    options: SendOptions,
}

impl SendToUser {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>, message: Message) -> Self {
        Self { user_id: user_id.into(), message, options: SendOptions::default() }
    }
}

send_setters!(SendToUser: filter, message_ttl_seconds, metadata);

impl Operation for SendToUser {
    type Output = ();
    const NAME: &'static str = "send_to_user";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.user(&self.user_id)?.path("/:send").version();
        self.options.write(draft)?.sign_with(self.message.content()?, authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), ServiceError> {
        reply.expect(202)
    }

    fn repeatable(&self) -> bool {
        false
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a message to every connection of a user. See [`SendToUser`] for filter, time to live and metadata.
    pub async fn send_to_user(&self, user_id: impl Into<String>, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToUser::new(user_id, message)).await
    }
}

//! `POST /api/hubs/{hub}/groups/{group}/:send`

use super::send_options::{SendOptions, send_setters};
use crate::request::Draft;
use crate::{
    Authorization, BuildError, Message, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime,
};
use alloc::string::String;

/// Sends a message to every connection of a group.
///
/// Success is 202: accepted, not delivered. A group exists while it has a member; a message to any other group is
/// accepted and reaches nobody.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-group>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToGroup {
    group: String,
    message: Message,
    options: SendOptions,
}

impl SendToGroup {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ. A `/` is encoded, and the service reads it back as `%2F`: two names that differ only in that are the same group.
    pub fn new(group: impl Into<String>, message: Message) -> Self {
        Self { group: group.into(), message, options: SendOptions::default() }
    }
}

send_setters!(SendToGroup: excluded, filter, message_ttl_seconds, metadata);

impl Operation for SendToGroup {
    type Output = ();
    const NAME: &'static str = "send_to_group";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.group(&self.group)?.path("/:send").version();
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
    /// Sends a message to every connection of a group. See [`SendToGroup`] for exclusions, filter, time to live and
    /// metadata.
    pub async fn send_to_group(&self, group: impl Into<String>, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToGroup::new(group, message)).await
    }
}

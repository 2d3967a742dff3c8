//! `POST /api/hubs/{hub}/:send`

use super::send_options::{SendOptions, send_setters};
use crate::request::Draft;
use crate::{
    Authorization, BuildError, Message, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime,
};

/// Sends a message to every connection of the hub.
///
/// Success is 202: accepted, not delivered. Clients that are not connected do not get it later.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-all>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToAll {
    message: Message,
    options: SendOptions,
}

impl SendToAll {
    /// To everyone, unless the setters narrow it down.
    pub fn new(message: Message) -> Self {
        Self { message, options: SendOptions::default() }
    }
}

send_setters!(SendToAll: excluded, filter, message_ttl_seconds, metadata);

impl Operation for SendToAll {
    type Output = ();
    const NAME: &'static str = "send_to_all";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.path("/:send").version();
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
    /// Sends a message to every connection of the hub. See [`SendToAll`] for exclusions, filter, time to live and metadata.
    pub async fn send_to_all(&self, message: Message) -> Result<(), crate::Error> {
        self.call(&SendToAll::new(message)).await
    }
}

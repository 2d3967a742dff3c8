//! `POST /api/hubs/{hub}/connections/{connectionId}/:send`

use super::send_options::{SendOptions, send_setters};
use crate::request::Draft;
use crate::{
    Authorization, BuildError, Message, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime,
};
use alloc::string::String;

/// Sends a message to one connection.
///
/// Success is 202: accepted, not delivered. A connection that does not exist is no error: the service accepts the
/// message and drops it.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/send-to-connection>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct SendToConnection {
    connection_id: String,
    message: Message,
    options: SendOptions,
}

impl SendToConnection {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>, message: Message) -> Self {
        Self { connection_id: connection_id.into(), message, options: SendOptions::default() }
    }
}

send_setters!(SendToConnection: message_ttl_seconds, metadata);

impl Operation for SendToConnection {
    type Output = ();
    const NAME: &'static str = "send_to_connection";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.connection(&self.connection_id)?.path("/:send").version();
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
    /// Sends a message to one connection. See [`SendToConnection`] for time to live and metadata.
    pub async fn send_to_connection(
        &self,
        connection_id: impl Into<String>,
        message: Message,
    ) -> Result<(), crate::Error> {
        self.call(&SendToConnection::new(connection_id, message)).await
    }
}

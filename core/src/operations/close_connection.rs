//! `DELETE /api/hubs/{hub}/connections/{connectionId}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Closes a connection.
///
/// Success is 204, also for a connection that does not exist.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-connection>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseConnection {
    connection_id: String,
    reason: Option<String>,
}

impl CloseConnection {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>) -> Self {
        Self { connection_id: connection_id.into(), reason: None }
    }

    /// Why, in words for the client: a client of a subprotocol reads it in its `disconnected` message.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl Operation for CloseConnection {
    type Output = ();
    const NAME: &'static str = "close_connection";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::DELETE, target)?.connection(&self.connection_id)?;
        draft.version().query_if("reason", self.reason.as_deref()).sign(authorization, now)
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
    /// Closes a connection. See [`CloseConnection`] for a reason.
    pub async fn close_connection(&self, connection_id: impl Into<String>) -> Result<(), crate::Error> {
        self.call(&CloseConnection::new(connection_id)).await
    }
}

//! `HEAD /api/hubs/{hub}/connections/{connectionId}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Asks whether a connection exists.
///
/// 200 is yes, 404 is no. A wrong hub, or a proxy that knows no such path, answers 404 as well and so reads as no.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/connection-exists>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct ConnectionExists {
    connection_id: String,
}

impl ConnectionExists {
    /// `connection_id`: at least one character, as the service gave it.
    pub fn new(connection_id: impl Into<String>) -> Self {
        Self { connection_id: connection_id.into() }
    }
}

impl Operation for ConnectionExists {
    type Output = bool;
    const NAME: &'static str = "connection_exists";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::HEAD, target)?.connection(&self.connection_id)?;
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
    /// Asks whether a connection exists. See [`ConnectionExists`].
    pub async fn connection_exists(&self, connection_id: impl Into<String>) -> Result<bool, crate::Error> {
        self.call(&ConnectionExists::new(connection_id)).await
    }
}

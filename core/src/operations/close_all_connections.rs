//! `POST /api/hubs/{hub}/:closeConnections`

use super::close_options::{CloseOptions, close_setters};
use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};

/// Closes every connection of the hub.
///
/// Success is 204. Clients that reconnect by themselves come back, unless their token has ended.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-all-connections>
#[derive(Clone, Debug, Default)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseAllConnections {
    options: CloseOptions,
}

impl CloseAllConnections {
    /// All of them, unless the setters spare some.
    pub fn new() -> Self {
        Self::default()
    }
}

close_setters!(CloseAllConnections);

impl Operation for CloseAllConnections {
    type Output = ();
    const NAME: &'static str = "close_all_connections";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.path("/:closeConnections").version();
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
    /// Closes every connection of the hub. See [`CloseAllConnections`] for exceptions and a reason.
    pub async fn close_all_connections(&self) -> Result<(), crate::Error> {
        self.call(&CloseAllConnections::new()).await
    }
}

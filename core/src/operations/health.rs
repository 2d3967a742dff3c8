//! `HEAD /api/health`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};

/// Asks whether the service answers: 200 is the one success.
///
/// Needs no hub and no authorization, and so says nothing about either.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/health-api/get-service-status>
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "an operation does nothing until it is called"]
pub struct Health {}

impl Health {
    /// Nothing to say.
    pub fn new() -> Self {
        Self {}
    }
}

impl Operation for Health {
    type Output = ();
    const NAME: &'static str = "health";

    fn prepare(&self, target: &Target, _: &Authorization, _: UnixTime) -> Result<PreparedRequest, BuildError> {
        Ok(Draft::root(Method::HEAD, target).path("/api/health").version().unsigned())
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
    /// Asks whether the service answers. See [`Health`].
    pub async fn health(&self) -> Result<(), crate::Error> {
        self.call(&Health::new()).await
    }
}

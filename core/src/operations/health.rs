//! `HEAD /api/health`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};

/// Checks that the service is up: 200 is the one success.
///
/// Needs no hub and no authorization, and so says nothing about either; a client with
/// [`Credential::none`](crate::Credential::none) can call it.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/health-api/get-service-status>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct Health {}

impl Health {
    /// The operation has no parameters.
    pub fn new() -> Self {
        Self {}
    }
}

impl Operation for Health {
    type Output = ();
    const NAME: &'static str = "health";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.root_url()?.path("/api/health");
        Ok(UnsignedRequest::new(Method::Head, url).without_authorization())
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(200)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Checks that the service is up. See [`Health`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.health().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "ping")]
    #[doc(alias = "get_service_status")]
    pub async fn health(&self) -> Result<(), crate::Error> {
        self.call(&Health::new()).await
    }
}

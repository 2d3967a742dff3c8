//! `HEAD /api/hubs/{hub}/users/{userId}`

use super::{Operation, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;

/// Checks whether a user has a connection.
///
/// Status 200 is `true`, 404 is `false`, and a page for people is an error. A wrong hub returns 404 as well and so reads as
/// `false`.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/user-exists>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct UserExists {
    user_id: String,
}

impl UserExists {
    /// `user_id`: at least one character; upper and lower case differ.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into() }
    }
}

impl Operation for UserExists {
    type Output = bool;
    const NAME: &'static str = "user_exists";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.user(&self.user_id)?;
        Ok(UnsignedRequest::new(Method::Head, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<bool, ServiceError> {
        response.exists()
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Checks whether a user has a connection. See [`UserExists`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let online = client.user_exists("ann").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "presence")]
    pub async fn user_exists(&self, user_id: &str) -> Result<bool, crate::Error> {
        self.call(&UserExists::new(user_id)).await
    }
}

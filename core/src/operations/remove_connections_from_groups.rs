//! `POST /api/hubs/{hub}/:removeFromGroups`

use super::groups_by_filter::body;
use super::{Operation, UnsignedRequest};
use crate::{BuildError, Filter, Method, ResponseParts, ServiceError, Target};
use alloc::string::String;
use alloc::vec::Vec;

/// Takes many connections out of groups, chosen by a filter.
///
/// Success is 200, also if the filter matches no connection. The connections are chosen before anything changes.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/remove-connections-from-groups>
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct RemoveConnectionsFromGroups {
    groups: Vec<String>,
    filter: Option<Filter>,
}

impl RemoveConnectionsFromGroups {
    /// Every connection of the hub, unless a filter chooses. At least one group, each of 1 to 1,024 characters, not all
    /// whitespace.
    pub fn new<I>(groups: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self { groups: groups.into_iter().map(Into::into).collect(), filter: None }
    }

    /// Only the connections for which the expression is true.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }
}

impl Operation for RemoveConnectionsFromGroups {
    type Output = ();
    const NAME: &'static str = "remove_connections_from_groups";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.path("/:removeFromGroups");
        let body = body(&self.groups, self.filter.as_ref())?;
        Ok(UnsignedRequest::new(Method::Post, url).body("application/json", body).idempotent(true))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(200)
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Takes the connections that a filter chooses out of groups. See [`RemoveConnectionsFromGroups`]; without a filter
    /// it applies to every connection.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Filter, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// client.remove_connections_from_groups(["lobby", "news"], Filter::user_id().eq("ann")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn remove_connections_from_groups<I>(&self, groups: I, filter: Filter) -> Result<(), crate::Error>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.call(&RemoveConnectionsFromGroups::new(groups).filter(filter)).await
    }
}

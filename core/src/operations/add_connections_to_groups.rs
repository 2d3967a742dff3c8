//! `POST /api/hubs/{hub}/:addToGroups`

use super::groups_by_filter::body;
use crate::request::Draft;
use crate::{
    Authorization, BuildError, Filter, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime,
};
use alloc::string::String;
use alloc::vec::Vec;

/// Makes many connections members of groups, chosen by a filter.
///
/// Success is 200, also if the filter fits nobody. Whom it concerns is settled before anything changes.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/add-connections-to-groups>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct AddConnectionsToGroups {
    groups: Vec<String>,
    filter: Option<Filter>,
}

impl AddConnectionsToGroups {
    /// Every connection of the hub, unless a filter chooses. At least one group, each of 1 to 1,024 characters, not all
    /// blank.
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

impl Operation for AddConnectionsToGroups {
    type Output = ();
    const NAME: &'static str = "add_connections_to_groups";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let body = body(&self.groups, self.filter.as_ref())?;
        let draft = Draft::hub(Method::POST, target)?.path("/:addToGroups").version();
        draft.sign_with((Some("application/json".into()), body), authorization, now)
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
    /// Makes the connections that a filter chooses members of groups. See [`AddConnectionsToGroups`]; without a filter
    /// it concerns everybody.
    pub async fn add_connections_to_groups<I>(&self, groups: I, filter: Filter) -> Result<(), crate::Error>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.call(&AddConnectionsToGroups::new(groups).filter(filter)).await
    }
}

//! `GET /api/hubs/{hub}/groups/{group}/connections`

use super::next_link;
use crate::request::Draft;
use crate::{
    Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime, checks,
};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Deserialize;

/// Lists the connections in a group, one page for each call.
///
/// Success is 200; a group that does not exist is an empty list. [`ConnectionsPage::next`] is the operation for the page
/// that follows; the client's `list_connections` goes through all of them.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/list-connections-in-group> (2024-12-01)
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct ListConnections {
    group: String,
    max_page_size: Option<u32>,
    top: Option<u32>,
    continuation_token: Option<String>,
    link: Option<String>,
}

impl ListConnections {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into(), max_page_size: None, top: None, continuation_token: None, link: None }
    }

    /// At most so many connections a page, 1 to 200; 200 if not said.
    pub fn max_page_size(mut self, connections: u32) -> Self {
        self.max_page_size = Some(connections);
        self
    }

    /// At most so many connections in all pages together, at least 1.
    pub fn top(mut self, connections: u32) -> Self {
        self.top = Some(connections);
        self
    }

    /// Begins where an earlier listing stopped, by the bare token out of its last link's `continuationToken`. A link as
    /// a whole is not a token; [`ConnectionsPage::next`] follows it.
    pub fn continuation_token(mut self, token: impl Into<String>) -> Self {
        self.continuation_token = Some(token.into());
        self
    }

    fn first_page<'a>(&self, target: &'a Target) -> Result<Draft<'a>, BuildError> {
        let mut draft = Draft::hub(Method::GET, target)?.group(&self.group)?.path("/connections").version();
        if let Some(size) = self.max_page_size {
            checks::within("max_page_size", size.into(), 1..=200)?;
            draft = draft.query("maxpagesize", &size.to_string());
        }
        if let Some(top) = self.top {
            checks::within("top", top.into(), 1..=i32::MAX.into())?;
            draft = draft.query("top", &top.to_string());
        }
        Ok(draft.query_if("continuationToken", self.continuation_token.as_deref()))
    }
}

/// A connection in a group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GroupMember {
    /// The connection.
    pub connection_id: String,
    /// Whose it is; none for an anonymous one.
    #[serde(default)]
    pub user_id: Option<String>,
}

/// One page of a listing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectionsPage {
    /// The members on this page; there can be none although more pages follow.
    pub members: Vec<GroupMember>,
    /// The operation for the page that follows, if one does. A link of the service to another host is refused when it is
    /// called, before anything is sent there.
    pub next: Option<ListConnections>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    value: Vec<GroupMember>,
    #[serde(default)]
    next_link: Option<String>,
}

impl Operation for ListConnections {
    type Output = ConnectionsPage;
    const NAME: &'static str = "list_connections";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = match &self.link {
            Some(link) => next_link::follow(target, link)?,
            None => self.first_page(target)?,
        };
        draft.sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<ConnectionsPage, ServiceError> {
        reply.expect(200)?;
        let Ok(answer) = serde_json::from_slice::<Answer>(reply.body()) else {
            return Err(ServiceError::unreadable(reply, "the answer is no list of connections"));
        };
        let link = answer.next_link.filter(|link| !link.is_empty());
        let next = link.map(|link| Self { link: Some(link), ..Self::new(self.group.clone()) });
        Ok(ConnectionsPage { members: answer.value, next })
    }

    fn repeatable(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// The members of a group as a `Stream`, which asks for a page when it has none left. After an error it ends. See
    /// [`ListConnections`] for page size and total; [`list_pages`](Self::list_pages) takes one that is set up.
    pub fn list_connections<G: Into<String>>(
        &self,
        group: G,
    ) -> impl futures_core::Stream<Item = Result<GroupMember, crate::Error>> + use<T, G> {
        self.list_pages(ListConnections::new(group))
    }

    /// The members from this listing on, as [`list_connections`](Self::list_connections) gives them.
    pub fn list_pages(
        &self,
        listing: ListConnections,
    ) -> impl futures_core::Stream<Item = Result<GroupMember, crate::Error>> + use<T> {
        super::members::members(self.clone(), listing)
    }
}

//! `GET /api/hubs/{hub}/groups/{group}/connections`

use super::{Operation, ServiceQuery, UnsignedRequest, next_link};
use crate::{BuildError, Method, ResponseParts, ServiceError, Target, validate};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Lists the connections in a group, one page for each call.
///
/// Success is 200; a group that does not exist is an empty list. [`ConnectionsPage::next`] is the operation for the next
/// page; the client's `list_connections` goes through all of them.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/list-connections-in-group> (2024-12-01)
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct ListConnections {
    group: String,
    max_page_size: Option<u32>,
    top: Option<u32>,
    continuation_token: Option<String>,
    link: Option<String>,
}

impl ListConnections {
    /// `group`: 1 to 1,024 characters, not all whitespace; upper and lower case differ.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into(), max_page_size: None, top: None, continuation_token: None, link: None }
    }

    /// At most so many connections a page, 1 to 200; 200 unless set.
    pub fn max_page_size(mut self, connections: u32) -> Self {
        self.max_page_size = Some(connections);
        self
    }

    /// At most so many connections in all pages together, at least 1.
    pub fn top(mut self, connections: u32) -> Self {
        self.top = Some(connections);
        self
    }

    /// Resumes an earlier listing by [`ConnectionsPage::continuation_token`].
    pub fn continuation_token(mut self, token: impl Into<String>) -> Self {
        self.continuation_token = Some(token.into());
        self
    }

    fn first_page<'a>(&self, target: &'a Target) -> Result<ServiceQuery<'a>, BuildError> {
        let mut url = ServiceQuery::from(target.hub_url()?.group(&self.group)?.path("/connections"));
        if let Some(size) = self.max_page_size {
            validate::within("max_page_size", size.into(), 1..=200)?;
            url = url.query("maxpagesize", &size.to_string());
        }
        if let Some(top) = self.top {
            validate::within("top", top.into(), 1..=i32::MAX.into())?;
            url = url.query("top", &top.to_string());
        }
        self.continuation_token.as_deref().map_or(Ok(()), |token| validate::text("continuation_token", token))?;
        Ok(url.query_if("continuationToken", self.continuation_token.as_deref()))
    }
}

/// A connection in a group. As JSON it is what REST writes: `{"connectionId": "…", "userId": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GroupMember {
    /// The connection's id.
    pub connection_id: String,
    /// Its user; none for an anonymous connection.
    #[serde(default)]
    pub user_id: Option<String>,
}

impl GroupMember {
    /// For a test: a connection, and its user if it has one.
    pub fn new(connection_id: impl Into<String>, user_id: Option<&str>) -> Self {
        Self { connection_id: connection_id.into(), user_id: user_id.map(Into::into) }
    }
}

/// One page of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionsPage {
    /// The members on this page; it can be empty although more pages follow.
    pub members: Vec<GroupMember>,
    /// The operation for the next page, if there is one. A link of the service to another host is rejected by the call,
    /// before anything is sent there.
    pub next: Option<ListConnections>,
}

impl ConnectionsPage {
    /// For a test: a page, and the operation for the next one.
    pub fn new(members: Vec<GroupMember>, next: Option<ListConnections>) -> Self {
        Self { members, next }
    }

    /// What [`ListConnections::continuation_token`] takes to resume after this page, in another process for example; none
    /// after the last page. Page size and total are not part of it.
    pub fn continuation_token(&self) -> Option<String> {
        let next = self.next.as_ref()?;
        match &next.link {
            Some(link) => next_link::parameter(link, "continuationToken"),
            None => next.continuation_token.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default)]
    value: Vec<GroupMember>,
    #[serde(default)]
    next_link: Option<String>,
}

impl Operation for ListConnections {
    type Output = ConnectionsPage;
    const NAME: &'static str = "list_connections";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = match &self.link {
            Some(link) => target.link_url(link)?,
            None => self.first_page(target)?,
        };
        Ok(UnsignedRequest::new(Method::Get, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<ConnectionsPage, ServiceError> {
        response.expect_status(200)?;
        let Ok(body) = serde_json::from_slice::<Body>(response.text()) else {
            return Err(ServiceError::unreadable(response, "the response is not a list of connections"));
        };
        let link = body.next_link.filter(|link| !link.is_empty());
        let next = link.map(|link| Self { link: Some(link), ..Self::new(self.group.clone()) });
        Ok(ConnectionsPage { members: body.value, next })
    }
}

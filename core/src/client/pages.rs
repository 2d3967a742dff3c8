//! Listings as streams: of members, and of pages.

use super::WebPubSubServiceClient;
use crate::Error;
use crate::operations::{ConnectionsPage, GroupMember, ListConnections};
use crate::transport::HttpTransport;
use alloc::boxed::Box;
use alloc::vec;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use futures_core::Stream;

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// The members of a group as a stream, which requests a page when the last one is used up. After an error it ends.
    ///
    /// [`pages`](GroupMembers::pages) gives whole pages instead; [`list_connections_with`](Self::list_connections_with)
    /// takes page size, total or continuation token.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// use futures_util::StreamExt;
    ///
    /// # async fn list<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let mut members = client.list_connections("lobby");
    /// while let Some(member) = members.next().await {
    ///     println!("{}", member?.connection_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_connections(
        &self,
        group: &str,
    ) -> GroupMembers<T, impl Future<Output = Result<ConnectionsPage, Error>> + use<T>> {
        self.list_connections_with(ListConnections::new(group))
    }

    /// As [`list_connections`](Self::list_connections), for a listing with settings.
    pub fn list_connections_with(
        &self,
        listing: ListConnections,
    ) -> GroupMembers<T, impl Future<Output = Result<ConnectionsPage, Error>> + use<T>> {
        let fetch = |client: Self, listing| async move { client.call(&listing).await };
        let pages = ConnectionPages { client: self.clone(), next: Some(listing), fetch, fetching: None };
        GroupMembers { pages, page: vec::Vec::new().into_iter() }
    }
}

/// The members of a group, a page at a time behind the scenes.
#[must_use = "a stream does nothing until it is polled"]
pub struct GroupMembers<T, F> {
    pages: ConnectionPages<T, F>,
    page: vec::IntoIter<GroupMember>,
}

/// The pages of a listing.
#[must_use = "a stream does nothing until it is polled"]
pub struct ConnectionPages<T, F> {
    client: WebPubSubServiceClient<T>,
    next: Option<ListConnections>,
    fetch: fn(WebPubSubServiceClient<T>, ListConnections) -> F,
    /// Boxed, so that the stream is `Unpin`.
    fetching: Option<Pin<Box<F>>>,
}

impl<T, F> GroupMembers<T, F> {
    /// Whole pages from here on, with what it takes to resume after each.
    pub fn pages(self) -> ConnectionPages<T, F> {
        self.pages
    }
}

impl<T, F: Future<Output = Result<ConnectionsPage, Error>>> Stream for GroupMembers<T, F> {
    type Item = Result<GroupMember, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(member) = self.page.next() {
                return Poll::Ready(Some(Ok(member)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.page = page.members.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T, F: Future<Output = Result<ConnectionsPage, Error>>> Stream for ConnectionPages<T, F> {
    type Item = Result<ConnectionsPage, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(listing) = self.next.take() {
            self.fetching = Some(Box::pin((self.fetch)(self.client.clone(), listing)));
        }
        let Some(fetching) = self.fetching.as_mut() else { return Poll::Ready(None) };
        let result = ready!(fetching.as_mut().poll(context));
        self.fetching = None;
        if let Ok(page) = &result {
            self.next.clone_from(&page.next);
        }
        Poll::Ready(Some(result))
    }
}

impl<T, F> fmt::Debug for GroupMembers<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupMembers").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl<T, F> fmt::Debug for ConnectionPages<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionPages").field("next", &self.next).finish_non_exhaustive()
    }
}

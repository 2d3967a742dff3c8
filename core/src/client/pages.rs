//! Listings as streams: of members, and of pages.

use super::progress::Progress;
use super::{CallOptions, WebPubSubServiceClient};
use crate::Error;
use crate::operations::{ConnectionsPage, GroupMember, ListConnections, Operation};
use crate::transport::{HttpTransport, UnixTime};
use alloc::boxed::Box;
use alloc::vec::{self, Vec};
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;
use futures_core::Stream;

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// The members of a group as a stream, which requests a page when the last one is used up. After an error it ends.
    ///
    /// [`pages`](GroupMembers::pages) gives whole pages instead; [`list_connections_with`](Self::list_connections_with)
    /// takes page size, total or continuation token.
    ///
    /// A listing ends: a link that leads back to an earlier page is an error, as are too many empty pages in a row (see
    /// [`max_empty_pages`](GroupMembers::max_empty_pages)). The timeout of a call ([`CallOptions::timeout`]) is that of an
    /// item, however many pages are requested for it.
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
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, operations::ListConnections, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// use futures_util::StreamExt;
    ///
    /// let listing = ListConnections::new("lobby").max_page_size(100); // .continuation_token(…) resumes
    /// let mut pages = client.list_connections_with(listing).pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("resume with {:?}", page?.continuation_token());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_connections_with(
        &self,
        listing: ListConnections,
    ) -> GroupMembers<T, impl Future<Output = Result<ConnectionsPage, Error>> + use<T>> {
        let fetch = |client: Self, listing| async move { client.call(&listing).await };
        let progress = Progress::new(listing);
        let pages = ConnectionPages { client: self.clone(), progress, fetch, fetching: None, rest: Vec::new() };
        GroupMembers { pages, page: Vec::new().into_iter() }
    }
}

/// The members of a group, a page at a time behind the scenes.
///
/// A struct that keeps one boxes it, because `F` has no name:
///
/// ```
/// # use webpubsub_core::{Error, WebPubSubServiceClient, operations::GroupMember, transport::SendHttpTransport};
/// use futures_util::stream::{BoxStream, StreamExt};
///
/// struct Lobby {
///     members: BoxStream<'static, Result<GroupMember, Error>>,
/// }
///
/// fn lobby<T: SendHttpTransport + 'static>(client: &WebPubSubServiceClient<T>) -> Lobby {
///     Lobby { members: client.list_connections("lobby").boxed() }
/// }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct GroupMembers<T, F> {
    pages: ConnectionPages<T, F>,
    page: vec::IntoIter<GroupMember>,
}

/// The pages of a listing.
#[must_use = "a stream does nothing until it is polled"]
pub struct ConnectionPages<T, F> {
    client: WebPubSubServiceClient<T>,
    progress: Progress,
    fetch: fn(WebPubSubServiceClient<T>, ListConnections) -> F,
    /// Since when, and boxed, so that the stream is `Unpin`.
    fetching: Option<(UnixTime, Pin<Box<F>>)>,
    /// What a stream of members has left of its page.
    rest: Vec<GroupMember>,
}

impl<T, F> GroupMembers<T, F> {
    /// Pages from here on, with what it takes to resume after each. In the middle of a page, its rest comes first.
    pub fn pages(self) -> ConnectionPages<T, F> {
        ConnectionPages { rest: self.page.collect(), ..self.pages }
    }

    /// More empty pages in a row than this are an error: 100 unless set.
    pub fn max_empty_pages(mut self, pages: u32) -> Self {
        self.pages = self.pages.max_empty_pages(pages);
        self
    }
}

impl<T, F> ConnectionPages<T, F> {
    /// More empty pages in a row than this are an error: 100 unless set.
    pub fn max_empty_pages(mut self, pages: u32) -> Self {
        self.progress.max_empty_pages = pages;
        self
    }
}

impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> ConnectionPages<T, F> {
    /// The next page; the time it takes counts against the timeout of the item that the caller waits for.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ConnectionsPage, Error>>> {
        let (began, fetching) = match &mut self.fetching {
            Some(fetching) => fetching,
            None => match self.progress.take_next(self.client.target()) {
                Some(Ok((listing, spent))) => {
                    let began = self.client.transport().now();
                    let fetch = (self.fetch)(self.client_for_the_rest(spent), listing);
                    self.fetching.insert((began, Box::pin(fetch)))
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(Error::rejected(ListConnections::NAME, error)))),
                None => return Poll::Ready(None),
            },
        };
        let result = ready!(fetching.as_mut().poll(context));
        if let Ok(page) = &result {
            self.progress.received(page, self.client.transport().now().since(*began));
        }
        self.fetching = None;
        Poll::Ready(Some(result))
    }

    /// A client whose timeout is what this time leaves of it.
    fn client_for_the_rest(&self, spent: Duration) -> WebPubSubServiceClient<T> {
        if spent.is_zero() {
            return self.client.clone();
        }
        let rest = self.client.options().call_timeout().saturating_sub(spent);
        self.client.with_options(CallOptions::new().timeout(rest))
    }
}

impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> Stream for GroupMembers<T, F> {
    type Item = Result<GroupMember, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(member) = self.page.next() {
                return Poll::Ready(Some(Ok(member)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = page.members.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> Stream for ConnectionPages<T, F> {
    type Item = Result<ConnectionsPage, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.rest.is_empty() {
            let rest = core::mem::take(&mut self.rest);
            return Poll::Ready(Some(Ok(ConnectionsPage::new(rest, self.progress.next.clone()))));
        }
        let page = ready!(self.poll_page(context));
        self.progress.is_item();
        Poll::Ready(page)
    }
}

impl<T, F> fmt::Debug for GroupMembers<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupMembers").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl<T, F> fmt::Debug for ConnectionPages<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionPages").field("next", &self.progress.next).finish_non_exhaustive()
    }
}

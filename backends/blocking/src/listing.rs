//! Listings as iterators: of members, and of pages.

use crate::{GenericClient, block_on};
use futures_core::Stream;
use std::future::poll_fn;
use std::iter::FusedIterator;
use std::pin::Pin;
use webpubsub_core::operations::{ConnectionsPage, GroupMember, ListConnections};
use webpubsub_core::transport::HttpTransport;
use webpubsub_core::{self as core, Error};

impl<T: HttpTransport> GenericClient<T> {
    /// The members of a group, one after the other; a page is requested when the last one is used up. After an error it
    /// ends.
    ///
    /// [`pages`](GroupMembers::pages) gives whole pages instead; [`list_connections_with`](Self::list_connections_with)
    /// takes page size, total or continuation token.
    ///
    /// A listing ends: a link that leads back to an earlier page is an error, as are too many empty pages in a row (see
    /// [`max_empty_pages`](GroupMembers::max_empty_pages)). The timeout of a call is that of an item, however many pages
    /// are requested for it.
    ///
    /// ```
    /// # use webpubsub_blocking::{Error, WebPubSubServiceClient};
    /// # fn list(client: &WebPubSubServiceClient) -> Result<(), Error> {
    /// for member in client.list_connections("lobby") {
    ///     println!("{}", member?.connection_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_connections(
        &self,
        group: &str,
    ) -> GroupMembers<T, impl Future<Output = Result<ConnectionsPage, Error>> + use<T>> {
        GroupMembers(self.0.list_connections(group))
    }

    /// As [`list_connections`](Self::list_connections), for a listing with settings.
    ///
    /// ```
    /// # use webpubsub_blocking::{Error, WebPubSubServiceClient, operations::ListConnections};
    /// # fn example(client: WebPubSubServiceClient) -> Result<(), Error> {
    /// let listing = ListConnections::new("lobby").max_page_size(100); // .continuation_token(…) resumes
    /// for page in client.list_connections_with(listing).pages() {
    ///     println!("resume with {:?}", page?.continuation_token());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_connections_with(
        &self,
        listing: ListConnections,
    ) -> GroupMembers<T, impl Future<Output = Result<ConnectionsPage, Error>> + use<T>> {
        GroupMembers(self.0.list_connections_with(listing))
    }
}

/// The members of a group, a page at a time behind the scenes. A struct that keeps one boxes it, as
/// `Box<dyn Iterator<Item = Result<GroupMember, Error>>>`, because `F` has no name.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
pub struct GroupMembers<T, F>(core::GroupMembers<T, F>);

/// The pages of a listing.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
pub struct ConnectionPages<T, F>(core::ConnectionPages<T, F>);

impl<T, F> GroupMembers<T, F> {
    /// Pages from here on, with what it takes to resume after each. In the middle of a page, its rest comes first.
    pub fn pages(self) -> ConnectionPages<T, F> {
        ConnectionPages(self.0.pages())
    }

    /// More empty pages in a row than this are an error: 100 unless set.
    pub fn max_empty_pages(self, pages: u32) -> Self {
        Self(self.0.max_empty_pages(pages))
    }
}

impl<T, F> ConnectionPages<T, F> {
    /// More empty pages in a row than this are an error: 100 unless set.
    pub fn max_empty_pages(self, pages: u32) -> Self {
        Self(self.0.max_empty_pages(pages))
    }
}

fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    block_on(poll_fn(|context| Pin::new(&mut *stream).poll_next(context)))
}

impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> Iterator for GroupMembers<T, F> {
    type Item = Result<GroupMember, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.0)
    }
}

impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> Iterator for ConnectionPages<T, F> {
    type Item = Result<ConnectionsPage, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.0)
    }
}

impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> FusedIterator for GroupMembers<T, F> {}
impl<T: HttpTransport, F: Future<Output = Result<ConnectionsPage, Error>>> FusedIterator for ConnectionPages<T, F> {}

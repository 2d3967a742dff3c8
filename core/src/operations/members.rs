//! The pages of a listing as one stream.

use super::list_connections::{GroupMember, ListConnections};
use crate::{Error, HttpTransport, WebPubSubServiceClient};
use alloc::vec;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use futures_core::Stream;
use pin_project_lite::pin_project;

/// What is left: members at hand, and the listing for more.
type Rest = (vec::IntoIter<GroupMember>, Option<ListConnections>);

pub(super) fn members<T: HttpTransport>(
    client: WebPubSubServiceClient<T>,
    listing: ListConnections,
) -> impl Stream<Item = Result<GroupMember, Error>> + use<T> {
    let fetch = move |listing: ListConnections| {
        let client = client.clone();
        async move {
            let page = client.call(&listing).await?;
            Ok((page.members.into_iter(), page.next))
        }
    };
    Members { rest: (vec::Vec::new().into_iter(), Some(listing)), fetch, fetching: None }
}

pin_project! {
    struct Members<F, Fetching> {
        rest: Rest,
        fetch: F,
        #[pin]
        fetching: Option<Fetching>,
    }
}

impl<F, Fetching> Stream for Members<F, Fetching>
where
    F: FnMut(ListConnections) -> Fetching,
    Fetching: Future<Output = Result<Rest, Error>>,
{
    type Item = Result<GroupMember, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            if let Some(fetching) = this.fetching.as_mut().as_pin_mut() {
                let fetched = ready!(fetching.poll(context));
                this.fetching.set(None);
                match fetched {
                    Ok(rest) => *this.rest = rest,
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            }
            if let Some(member) = this.rest.0.next() {
                return Poll::Ready(Some(Ok(member)));
            }
            match this.rest.1.take() {
                Some(listing) => this.fetching.set(Some((this.fetch)(listing))),
                None => return Poll::Ready(None),
            }
        }
    }
}

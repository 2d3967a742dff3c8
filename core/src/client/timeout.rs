//! A timeout for any work, without a runtime.

use core::future::Future;
use core::pin::{Pin, pin};
use core::task::Poll;

/// The work's result, or `None` if the sleep completed first; the work is then dropped by the caller and so cancelled.
/// Work that is ready at the same time as the sleep wins.
///
/// Takes the work pinned: moving it would copy a whole request.
pub(crate) async fn timeout<W: Future, S: Future>(mut work: Pin<&mut W>, sleep: S) -> Option<W::Output> {
    let mut sleep = pin!(sleep);
    core::future::poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => sleep.as_mut().poll(context).map(|_| None),
    })
    .await
}

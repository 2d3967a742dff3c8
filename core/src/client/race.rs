//! Work against a limit, without a runtime.

use core::future::Future;
use core::pin::{Pin, pin};
use core::task::Poll;

/// The work's result, or `None` if the limit completed first; the loser is dropped and so cancelled. Work that is ready
/// at the same time as the limit wins.
///
/// Takes the work pinned: moving it would copy a whole request.
pub(super) async fn race<W: Future, L: Future>(mut work: Pin<&mut W>, limit: L) -> Option<W::Output> {
    let mut limit = pin!(limit);
    core::future::poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => limit.as_mut().poll(context).map(|_| None),
    })
    .await
}

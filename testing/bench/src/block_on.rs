//! The smallest executor.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls until the future is ready; for futures that never wait, as over a transport that answers at once.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

//! The mock from outside, as a user's tests see it.

mod captured;
mod conformance;
mod every_operation;
mod mockall_transport;
mod runtimes;
mod script;
mod secrets;
mod upstream_events;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Runs a call without a runtime: all futures of a mock are ready when polled.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a call over a mock is ready at once"),
    }
}

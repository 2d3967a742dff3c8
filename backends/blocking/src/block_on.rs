//! Runs a future on this thread, which sleeps while the future is pending.

use crate::sleep;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// The output of a future, for which this thread waits.
///
/// The methods of the client need no such call. It is for the rest of `webpubsub-core` that is async, a
/// [`TokenSource`](crate::TokenSource) for example. While the future is pending, the thread is parked: until the future is
/// woken, from any thread, or until the first of the [`sleep`](crate::transport::HttpTransport::sleep)s of a
/// [`BlockingTransport`](crate::BlockingTransport) ends. There is no other timer and no I/O: a future of another runtime
/// does not run here.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let signal = Arc::new(Signal { woken: AtomicBool::new(false), thread: thread::current() });
    let waker = Waker::from(Arc::clone(&signal));
    let mut context = Context::from_waker(&waker);
    sleep::driven(|timers| {
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            // Parking can end early, and the wake of a future can be meant for another one on this thread.
            while !signal.woken.swap(false, Ordering::Acquire) {
                match timers.wake_due() {
                    Some(time) => thread::park_timeout(time),
                    None => thread::park(),
                }
            }
        }
    })
}

/// Says that the future of one `block_on` was woken.
struct Signal {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

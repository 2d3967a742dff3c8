//! Sleeping with the platform's timers.

use crate::platform::{clear_timeout, set_timeout};
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Longer sleeps take several timers: `setTimeout` treats anything above this as 1 ms.
const LONGEST: i32 = i32::MAX;

pub(crate) async fn sleep(duration: Duration) {
    // Timers count whole milliseconds, and may fire early by a fraction of one.
    let part = u64::from(duration.subsec_nanos().div_ceil(1_000_000)) + 1;
    let mut left = duration.as_secs().saturating_mul(1_000).saturating_add(part);
    while left > 0 {
        let next = i32::try_from(left).unwrap_or(LONGEST);
        Timer::start(next).await;
        left -= u64::from(next.unsigned_abs());
    }
}

/// One timer, stopped when dropped. Not a promise: one that never settles would keep its callbacks forever.
struct Timer {
    id: JsValue,
    state: Rc<RefCell<State>>,
    _fire: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct State {
    fired: bool,
    waker: Option<Waker>,
}

impl Timer {
    fn start(milliseconds: i32) -> Self {
        let state = Rc::<RefCell<State>>::default();
        let shared = Rc::clone(&state);
        let fire = Closure::<dyn FnMut()>::new(move || {
            let mut state = shared.borrow_mut();
            state.fired = true;
            if let Some(waker) = state.waker.take() {
                drop(state);
                waker.wake();
            }
        });
        let id = set_timeout(fire.as_ref().unchecked_ref(), milliseconds);
        Self { id, state, _fire: fire }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.fired {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

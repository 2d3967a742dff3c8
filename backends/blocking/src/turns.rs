//! At most so many at once: the others wait for their turn, in order and within a deadline.

use crate::deadline::Deadline;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

pub(crate) struct Turns {
    most: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    taken: usize,
    /// In the order in which they came. Nobody overtakes: on a busy machine, a thread that goes from call to call would
    /// be faster than all that must first wake up.
    waiting: VecDeque<Arc<Condvar>>,
}

impl Turns {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, state: Arc::default() }
    }

    /// An error of the kind `TimedOut` if there is none in time.
    pub(crate) fn take(&self, deadline: Deadline) -> io::Result<Turn> {
        let own = Arc::new(Condvar::new());
        let mut state = lock(&self.state);
        state.waiting.push_back(Arc::clone(&own));
        let outcome = loop {
            if state.taken < self.most && state.waiting.front().is_some_and(|first| Arc::ptr_eq(first, &own)) {
                state.taken += 1;
                break Ok(Turn(Arc::clone(&self.state)));
            }
            state = match deadline.left() {
                Ok(Some(left)) => own.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
                Ok(None) => own.wait(state).unwrap_or_else(PoisonError::into_inner),
                Err(timed_out) => break Err(timed_out),
            };
        };
        state.waiting.retain(|other| !Arc::ptr_eq(other, &own));
        // Several turns may have ended while this was the first, or it gave up when one did.
        if state.taken < self.most {
            state.wake_first();
        }
        outcome
    }

    /// Whether any turn is taken.
    pub(crate) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.state) > 1
    }
}

impl State {
    fn wake_first(&self) {
        if let Some(first) = self.waiting.front() {
            first.notify_one();
        }
    }
}

/// One that lasts until this is dropped.
pub(crate) struct Turn(Arc<Mutex<State>>);

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = lock(&self.0);
        state.taken -= 1;
        state.wake_first();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

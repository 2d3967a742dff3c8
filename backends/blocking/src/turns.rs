//! At most so many at once: the others wait for their turn, within a deadline.

use crate::deadline::Deadline;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

pub(crate) struct Turns {
    most: usize,
    taken: Arc<Taken>,
}

#[derive(Default)]
struct Taken {
    count: Mutex<usize>,
    ended: Condvar,
}

impl Turns {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// An error of the kind `TimedOut` if there is none in time.
    pub(crate) fn take(&self, deadline: Deadline) -> io::Result<Turn> {
        let Taken { count, ended } = &*self.taken;
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        while *count >= self.most {
            count = match deadline.left()? {
                Some(left) => ended.wait_timeout(count, left).unwrap_or_else(PoisonError::into_inner).0,
                None => ended.wait(count).unwrap_or_else(PoisonError::into_inner),
            };
        }
        *count += 1;
        Ok(Turn(Arc::clone(&self.taken)))
    }

    /// Whether any turn is taken.
    pub(crate) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.taken) > 1
    }
}

/// One that lasts until this is dropped.
pub(crate) struct Turn(Arc<Taken>);

impl Drop for Turn {
    fn drop(&mut self) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.ended.notify_one();
    }
}

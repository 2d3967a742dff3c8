//! Sleeps without a timer thread: the thread that waits for one wakes it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

thread_local! {
    static TIMERS: Timers = const { Timers { drivers: Cell::new(0), number: Cell::new(0), waiting: RefCell::new(BTreeMap::new()) } };
}

/// How long another executor's thread is held up by one poll of a sleep.
const SLICE: Duration = Duration::from_millis(1);

/// The sleeps that wait on one thread.
pub(crate) struct Timers {
    /// How many `block_on`s run on this thread, one within the other.
    drivers: Cell<u32>,
    number: Cell<u64>,
    waiting: RefCell<BTreeMap<(Instant, u64), Waker>>,
}

/// Runs `driver`, which wakes the sleeps of this thread while it waits.
pub(crate) fn driven<R>(driver: impl FnOnce(&Timers) -> R) -> R {
    struct Driving<'a>(&'a Timers);
    impl Drop for Driving<'_> {
        fn drop(&mut self) {
            self.0.drivers.set(self.0.drivers.get() - 1);
        }
    }
    TIMERS.with(|timers| {
        timers.drivers.set(timers.drivers.get() + 1);
        driver(Driving(timers).0)
    })
}

impl Timers {
    /// Whom to wake for a sleep. What drops a waker can drop another sleep too, so that is last, after the borrow.
    fn put(&self, sleep: (Instant, u64), waker: Option<Waker>) {
        let mut waiting = self.waiting.borrow_mut();
        let former = match waker {
            Some(waker) => waiting.insert(sleep, waker),
            None => waiting.remove(&sleep),
        };
        drop(waiting);
        drop(former);
    }

    /// Wakes the sleeps that are over, and returns how long the next one lasts.
    pub(crate) fn wake_due(&self) -> Option<Duration> {
        loop {
            let now = Instant::now();
            let mut waiting = self.waiting.borrow_mut();
            let first = waiting.first_entry()?;
            let left = first.key().0.saturating_duration_since(now);
            if !left.is_zero() {
                return Some(left);
            }
            let waker = first.remove();
            drop(waiting);
            waker.wake();
        }
    }
}

/// Pending until its time. Creating it does nothing but read the clock.
#[derive(Debug)]
pub(crate) struct Sleep {
    /// None: longer than the clock can represent.
    until: Option<Instant>,
    number: Option<u64>,
}

impl Sleep {
    pub(crate) fn new(duration: Duration) -> Self {
        Self { until: Instant::now().checked_add(duration), number: None }
    }

    fn wait(&mut self, timers: &Timers, until: Instant, context: &mut Context<'_>) {
        if timers.drivers.get() == 0 {
            // An executor that knows nothing of these timers.
            thread::sleep(until.saturating_duration_since(Instant::now()).min(SLICE));
            context.waker().wake_by_ref();
            return;
        }
        let number = *self.number.get_or_insert_with(|| timers.number.replace(timers.number.get() + 1));
        timers.put((until, number), Some(context.waker().clone()));
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match self.until {
            Some(until) if until <= Instant::now() => return Poll::Ready(()),
            Some(until) => TIMERS.with(|timers| self.wait(timers, until, context)),
            None => {}
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let (Some(until), Some(number)) = (self.until, self.number) {
            let _ = TIMERS.try_with(|timers| timers.put((until, number), None));
        }
    }
}

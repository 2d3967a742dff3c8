//! The clock of an emulator, which a test can move. Timeouts of the network itself (pings, writes, heads, bodies) do not
//! follow it: the network is real.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// Tells the time of day, which can be wrong, and the time since the start, which only passes.
#[derive(Debug)]
pub(crate) struct Clock {
    start: Instant,
    /// How far the time of day is ahead of the machine's, in seconds.
    ahead: AtomicI64,
    /// How far a test moved it.
    advanced: watch::Sender<Duration>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), ahead: AtomicI64::new(0), advanced: watch::Sender::default() }
    }
}

impl Clock {
    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        machine.saturating_add(self.advanced()).as_secs().saturating_add_signed(self.ahead.load(Relaxed))
    }

    /// The time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed().saturating_add(self.advanced())
    }

    /// How far a test moved it.
    pub(crate) fn advanced(&self) -> Duration {
        *self.advanced.borrow()
    }

    /// Waits until this time since the start.
    pub(crate) async fn sleep_until(&self, time: Duration) {
        let mut moved = self.advanced.subscribe();
        while let Some(left) = time.checked_sub(self.elapsed()).filter(|left| !left.is_zero()) {
            tokio::select! {
                () = sleep(left) => {}
                _ = moved.changed() => {}
            }
        }
    }

    /// Sets the time of day this many seconds ahead of the machine's.
    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Relaxed);
    }

    /// Lets time pass at once: what was to happen in it happens now.
    pub(crate) fn advance(&self, time: Duration) {
        self.advanced.send_modify(|advanced| *advanced = advanced.saturating_add(time));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn time_that_a_test_lets_pass_has_passed() {
        let clock = Clock::default();
        let (day, since) = (clock.now(), clock.elapsed());
        let wake = clock.sleep_until(since + HOUR);
        let advance = async {
            clock.advance(HOUR / 2);
            clock.advance(HOUR / 2);
        };
        tokio::join!(wake, advance);
        assert!(clock.elapsed() >= since + HOUR && clock.now() >= day + 3600);
        clock.sleep_until(since).await;
    }

    #[test]
    fn the_time_of_day_can_be_wrong() {
        let clock = Clock::default();
        let (day, since) = (clock.now(), clock.elapsed());
        clock.set_ahead(-1000);
        assert!(clock.now() < day && clock.elapsed() >= since);
        clock.set_ahead(1000);
        assert!(clock.now() >= day + 1000 && clock.elapsed() < since + HOUR);
    }
}

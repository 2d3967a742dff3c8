//! What a test does to a connection.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use tokio::time::timeout;

use super::{Tap, lock};

/// How a test ends a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Without a close frame, as when a network fails.
    Cut,
    Close(u16, String),
}

impl Tap {
    pub(crate) fn demand(&self, demand: Demand) {
        *lock(&self.demand) = Some(demand);
        self.changed.notify_waiters();
    }

    /// Demands a cut once so many more frames have passed, in either direction; 0 takes the demand back.
    pub(crate) fn cut_after(&self, frames: u64) {
        self.cut_after.store(frames, Relaxed);
    }

    /// How many frames may be written before a test has the connection cut.
    pub(crate) fn may_pass(&self) -> usize {
        match self.cut_after.load(Relaxed) {
            0 => usize::MAX,
            frames => usize::try_from(frames).unwrap_or(usize::MAX),
        }
    }

    /// How a test ends the connection, told once.
    pub(crate) fn take_demand(&self) -> Option<Demand> {
        lock(&self.demand).take()
    }

    /// Waits until a test ends the connection.
    pub(crate) async fn demanded(&self) -> Demand {
        loop {
            let changed = self.changed.notified();
            if let Some(demand) = self.take_demand() {
                return demand;
            }
            changed.await;
        }
    }

    /// Waits until a test closes the connection; it need not be cut, since its transport is lost.
    pub(crate) async fn demanded_close(&self) -> Demand {
        loop {
            let demand = self.demanded().await;
            if demand != Demand::Cut {
                return demand;
            }
        }
    }

    /// Delays each write from now on.
    pub(crate) fn delay_writes(&self, by: Duration) {
        self.delay.store(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Relaxed);
        self.changed.notify_waiters();
    }

    /// Waits as long as a client that reads slowly makes the writer wait.
    pub(crate) async fn before_write(&self) {
        loop {
            let changed = self.changed.notified();
            let delay = self.delay.load(Relaxed);
            if delay == 0 || timeout(Duration::from_millis(delay), changed).await.is_err() {
                return;
            }
        }
    }

    /// Counts down to a cut.
    pub(super) fn passed(&self, frames: usize) {
        let frames = frames as u64;
        let before = self.cut_after.fetch_update(Relaxed, Relaxed, |left| Some(left.saturating_sub(frames)));
        if matches!(before, Ok(left) if left > 0 && left <= frames) {
            self.demand(Demand::Cut);
        }
    }
}

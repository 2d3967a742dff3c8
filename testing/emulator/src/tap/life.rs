//! The life of a connection in the record.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::{NONE, Tap, lock};
use crate::controls::Controls;
use crate::record::Kind;

impl Tap {
    /// Of a connection that is accepted now.
    pub(crate) fn open(
        controls: &Arc<Controls>,
        hub: &str,
        id: &Arc<str>,
        user: Option<&Arc<str>>,
        protocol: Option<&'static str>,
    ) -> Arc<Self> {
        let tap = Self {
            controls: Arc::clone(controls),
            hub: hub.into(),
            id: Arc::clone(id),
            user: user.cloned(),
            opened: Instant::now(),
            received_bytes: AtomicU64::new(0),
            sent_bytes: AtomicU64::new(0),
            receivers: AtomicUsize::new(NONE),
            ended: Mutex::new(None),
            away: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            demand: Mutex::new(None),
            cut_after: AtomicU64::new(0),
            delay: AtomicU64::new(0),
            changed: Notify::new(),
        };
        controls.record.counts.opened.add(1);
        if let Some(mut entry) = tap.entry(Kind::Opened) {
            entry.protocol = protocol;
            controls.record.add(entry);
        }
        Arc::new(tap)
    }

    /// The transport ends with this close frame; the first call counts, and the first reason.
    pub(crate) fn ends(&self, code: Option<u16>, reason: &str) {
        let mut ended = lock(&self.ended);
        let (_, first) = ended.get_or_insert_with(|| (code, String::new()));
        if first.is_empty() {
            reason.clone_into(first);
        }
    }

    /// The connection has lost its transport, and waits this long for another one.
    pub(crate) fn lost(&self, window: Duration) {
        self.away.store(true, Relaxed);
        if let Some(mut entry) = self.entry(Kind::Lost) {
            entry.code = lock(&self.ended).as_ref().and_then(|(code, _)| *code);
            entry.reason = Some(format!("It can be recovered within {window:?}."));
            self.controls.record.add(entry);
        }
    }

    /// The connection has a new transport. What a test demanded was about the one before.
    pub(crate) fn recovered(&self) {
        self.away.store(false, Relaxed);
        *lock(&self.ended) = None;
        *lock(&self.demand) = None;
        if let Some(entry) = self.entry(Kind::Recovered) {
            self.controls.record.add(entry);
        }
    }

    /// The connection has left its hub for good. Of several transports that end now, the first one says so.
    pub(crate) fn closed(&self) {
        if self.closed.swap(true, Relaxed) {
            return;
        }
        self.controls.record.counts.closed.add(1);
        if let Some(mut entry) = self.entry(Kind::Closed) {
            let (code, reason) = lock(&self.ended).take().unwrap_or_default();
            (entry.code, entry.duration) = (code, Some(self.age()));
            entry.reason = (!reason.is_empty()).then_some(reason);
            self.controls.record.add(entry);
        }
    }
}

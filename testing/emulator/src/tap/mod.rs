//! Where a connection is watched and disturbed: its numbers, its entries in the record, and what a test does to it.

mod disturb;
mod life;
mod seen;

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::controls::Controls;
use crate::record::{Content, Entry, Kind};
pub(crate) use disturb::Demand;
pub(crate) use seen::Seen;

/// No number of receivers.
const NONE: usize = usize::MAX;

/// Shared by the connection's task, the hub and the handle of a test. Small: there is one for each connection.
#[derive(Debug)]
pub(crate) struct Tap {
    controls: Arc<Controls>,
    hub: Arc<str>,
    id: Arc<str>,
    user: Option<Arc<str>>,
    opened: Instant,
    pub(crate) received_bytes: AtomicU64,
    pub(crate) sent_bytes: AtomicU64,
    /// Of the message in the frame that is being handled.
    receivers: AtomicUsize,
    /// How the current transport ended, once it has: code and reason.
    ended: Mutex<Option<(Option<u16>, String)>>,
    /// Whether a reliable connection waits for another transport.
    pub(crate) away: AtomicBool,
    closed: AtomicBool,
    /// What a test wants, and the task's notice of it.
    demand: Mutex<Option<Demand>>,
    /// How many more frames pass before the connection is cut; 0: no such demand.
    cut_after: AtomicU64,
    /// Milliseconds before each write.
    delay: AtomicU64,
    changed: Notify,
}

impl Tap {
    pub(crate) fn hub(&self) -> &str {
        &self.hub
    }

    pub(crate) fn age(&self) -> Duration {
        self.opened.elapsed()
    }

    fn entry(&self, kind: Kind) -> Option<Entry> {
        self.controls.record.is_on().then(|| Entry {
            hub: Some(Arc::clone(&self.hub)),
            connection: Some(Arc::clone(&self.id)),
            user: self.user.clone(),
            ..Entry::new(kind)
        })
    }

    /// A frame has come from the client.
    pub(crate) fn received(&self, frame: &Frame) -> Seen<'_> {
        let data = frame.is_text() || frame.is_binary();
        let mut entry = None;
        if data {
            let counts = &self.controls.record.counts;
            counts.received_frames.add(1);
            counts.received_bytes.add(frame.len());
            self.received_bytes.fetch_add(frame.len() as u64, Relaxed);
            self.passed(1);
            entry = self.entry(Kind::Received).map(|entry| with_payload(entry, frame));
        }
        if let Frame::Close(close) = frame {
            let close = close.as_ref();
            self.ends(close.map(|close| close.code.into()), close.map_or("", |close| close.reason.as_str()));
        }
        Seen { tap: self, entry }
    }

    /// The message in the frame that is being handled was queued for so many connections.
    pub(crate) fn delivered(&self, receivers: usize) {
        self.receivers.store(receivers, Relaxed);
        self.controls.record.counts.message(receivers);
    }

    /// A frame for this client alone has been written.
    pub(crate) fn responded(&self, frame: &Frame) {
        if !frame.is_text() && !frame.is_binary() {
            return;
        }
        self.sent(1, frame.len());
        if let Some(entry) = self.entry(Kind::Sent) {
            self.controls.record.add(with_payload(entry, frame));
        }
    }

    /// Frames have been written, responses or messages.
    pub(crate) fn sent(&self, frames: usize, bytes: usize) {
        let counts = &self.controls.record.counts;
        counts.sent_frames.add(frames);
        counts.sent_bytes.add(bytes);
        self.sent_bytes.fetch_add(bytes as u64, Relaxed);
        self.passed(frames);
    }
}

fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A copy of the payload: a part of a read buffer would hold all of it.
fn with_payload(mut entry: Entry, frame: &Frame) -> Entry {
    (entry.content, entry.body) = match frame {
        Frame::Text(text) => (Content::Text, Bytes::copy_from_slice(text.as_bytes())),
        Frame::Binary(bytes) => (Content::Binary, Bytes::copy_from_slice(bytes)),
        _ => return entry,
    };
    entry
}

//! Counters since the start of the emulator.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What was counted since the start of the emulator; a restart does not reset it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counters {
    /// HTTP requests, except those of the page.
    pub requests: u64,
    /// Those with a status of 400 or more.
    pub rejected_requests: u64,
    /// Connections that were accepted.
    pub opened: u64,
    /// Connections that ended.
    pub closed: u64,
    /// Frames from clients, without pings and pongs of WebSocket.
    pub received_frames: u64,
    /// Their payloads.
    pub received_bytes: u64,
    /// Frames that were written to clients, without pings and pongs of WebSocket.
    pub sent_frames: u64,
    /// Their bytes.
    pub sent_bytes: u64,
    /// Messages from REST callers and clients.
    pub messages: u64,
    /// How often they were queued for a connection.
    pub deliveries: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) requests: Count,
    pub(crate) rejected_requests: Count,
    pub(crate) opened: Count,
    pub(crate) closed: Count,
    pub(crate) received_frames: Count,
    pub(crate) received_bytes: Count,
    pub(crate) sent_frames: Count,
    pub(crate) sent_bytes: Count,
    pub(crate) messages: Count,
    pub(crate) deliveries: Count,
}

#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: usize) {
        self.0.fetch_add(more as u64, Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

impl Counts {
    /// A message that was queued for so many connections.
    pub(crate) fn message(&self, receivers: usize) {
        self.messages.add(1);
        self.deliveries.add(receivers);
    }

    pub(crate) fn read(&self) -> Counters {
        Counters {
            requests: self.requests.get(),
            rejected_requests: self.rejected_requests.get(),
            opened: self.opened.get(),
            closed: self.closed.get(),
            received_frames: self.received_frames.get(),
            received_bytes: self.received_bytes.get(),
            sent_frames: self.sent_frames.get(),
            sent_bytes: self.sent_bytes.get(),
            messages: self.messages.get(),
            deliveries: self.deliveries.get(),
        }
    }
}

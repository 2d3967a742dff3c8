//! What a host knows of its connections, behind its lock.

use super::connection::{Connection, Http1, Http2};
use super::slot::Slot;
use crate::error::NoConnection;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// What a waiting call receives.
pub(super) enum Grant {
    Connection(Connection),
    /// Opens a connection, and waits on.
    Slot(Slot),
    Failed(NoConnection),
}

#[derive(Default)]
pub(super) struct State {
    /// Whether the last connection was HTTP/1. Until that is known, one connection is opened at a time, because all can
    /// share it if it is HTTP/2.
    pub(super) http1: bool,
    /// Slots that exist.
    pub(super) open: usize,
    /// Those of them without a connection yet.
    pub(super) opening: usize,
    /// The last one was used last.
    pub(super) idle: Vec<(Http1, Instant)>,
    /// The HTTP/2 connection that takes new requests.
    pub(super) shared: Option<(Http2, Instant)>,
    /// How many HTTP/2 connections there were.
    pub(super) numbered: u64,
    /// Calls, the first come first.
    waiting: VecDeque<oneshot::Sender<Grant>>,
    pub(super) is_sweeping: bool,
}

impl State {
    pub(super) fn new(http1: bool) -> Self {
        Self { http1, ..Self::default() }
    }

    /// A connection that is not in use, or can be shared.
    pub(super) fn take(&mut self, idle_timeout: Duration) -> Option<Connection> {
        if let Some((http2, used)) = &mut self.shared {
            if http2.sender.is_ready() && used.elapsed() <= idle_timeout {
                *used = Instant::now();
                return Some(Connection::Http2(http2.clone()));
            }
            self.shared = None;
        }
        while let Some((http1, since)) = self.idle.pop() {
            if since.elapsed() > idle_timeout {
                self.idle.clear();
            } else if !http1.sender.is_closed() {
                return Some(Connection::Http1(http1));
            }
        }
        None
    }

    pub(super) fn wait(&mut self) -> oneshot::Receiver<Grant> {
        if self.waiting.len() == self.waiting.capacity() {
            self.waiting.retain(|waiting| !waiting.is_closed());
        }
        let (tell, told) = oneshot::channel();
        self.waiting.push_back(tell);
        told
    }

    pub(super) fn wait_first(&mut self) -> oneshot::Receiver<Grant> {
        let (tell, told) = oneshot::channel();
        self.waiting.push_front(tell);
        told
    }

    /// Whether a call waits for which no connection is being opened.
    pub(super) fn needs_connection(&self) -> bool {
        self.opening < self.waiting.len()
    }

    /// To the first call that still waits; back if none does.
    pub(super) fn grant(&mut self, mut grant: Grant) -> Option<Grant> {
        while let Some(waiting) = self.waiting.pop_front() {
            match waiting.send(grant) {
                Ok(()) => return None,
                Err(back) => grant = back,
            }
        }
        Some(grant)
    }

    /// All that wait now.
    pub(super) fn grant_all(&mut self, grant: impl Fn() -> Grant) {
        for waiting in std::mem::take(&mut self.waiting) {
            let _ = waiting.send(grant());
        }
    }
}

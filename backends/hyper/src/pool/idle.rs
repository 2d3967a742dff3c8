//! Connections between two calls: kept for the next, and closed when none comes.

use super::connection::{Connection, Http1};
use super::host::Host;
use super::state::Grant;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

impl Host {
    /// The connection is kept for the next call once it is ready for it, which takes another turn of its task at times.
    pub(super) fn release(self: &Arc<Self>, mut http1: Http1) {
        http1.used = true;
        if http1.sender.is_ready() {
            self.put(http1);
        } else if !http1.sender.is_closed() {
            let (host, timeout) = (Arc::downgrade(self), self.settings.connect_timeout);
            tokio::spawn(async move {
                // A server that responded early and does not read the rest of the request keeps it from being ready.
                match tokio::time::timeout(timeout, http1.sender.ready()).await {
                    Ok(Ok(())) => drop(host.upgrade().map(|host| host.put(http1))),
                    Ok(Err(_)) => {}
                    Err(_) => http1.task.abort(),
                }
            });
        }
    }

    pub(super) fn put(self: &Arc<Self>, http1: Http1) {
        let mut state = self.lock();
        let Some(Grant::Connection(Connection::Http1(http1))) =
            state.grant(Grant::Connection(Connection::Http1(http1)))
        else {
            return;
        };
        if state.idle.len() < self.settings.max_idle {
            state.idle.push((http1, Instant::now()));
            drop(state);
            self.sweep_later();
        }
    }

    /// Closes connections that stay unused. One task does, as long as there are any.
    pub(super) fn sweep_later(self: &Arc<Self>) {
        if std::mem::replace(&mut self.lock().is_sweeping, true) {
            return;
        }
        let (host, timeout) = (Arc::downgrade(self), self.settings.idle_timeout.max(Duration::from_millis(100)));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(timeout).await;
                let Some(host) = host.upgrade() else { return };
                if !host.sweep() {
                    return;
                }
            }
        });
    }

    /// Whether any unused connection is left.
    fn sweep(&self) -> bool {
        let mut state = self.lock();
        let expired = |since: &Instant| since.elapsed() > self.settings.idle_timeout;
        state.idle.retain(|(http1, since)| !http1.sender.is_closed() && !expired(since));
        state.shared.take_if(|(http2, since)| !http2.sender.is_ready() || expired(since));
        state.is_sweeping = !state.idle.is_empty() || state.shared.is_some();
        state.is_sweeping
    }
}

//! The connections to one host, and the calls that wait for one.

use super::Settings;
use super::connection::{Checkout, Connection, Http2};
use super::open;
use super::slot::Slot;
use super::state::{Grant, State};
use crate::error::NoConnection;
use http::Uri;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use tokio::time::Instant;
use webpubsub_core::TransportError;

pub(crate) struct Host {
    pub(super) uri: Uri,
    pub(super) settings: Arc<Settings>,
    state: Mutex<State>,
}

enum Claim {
    Connection(Connection),
    Wait(oneshot::Receiver<Grant>),
}

impl Host {
    pub(super) fn new(uri: Uri, settings: Arc<Settings>) -> Self {
        let http1 = settings.http2.is_none() || uri.scheme_str() != Some("https");
        Self { uri, settings, state: Mutex::new(State::new(http1)) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn checkout(self: Arc<Self>) -> Result<Checkout, TransportError> {
        loop {
            let mut waiting = match self.claim() {
                Claim::Connection(connection) => return Ok(self.take_out(connection)),
                Claim::Wait(waiting) => waiting,
            };
            loop {
                match waiting.await {
                    Ok(Grant::Connection(connection)) => return Ok(self.take_out(connection)),
                    Ok(Grant::Failed(failure)) => return Err(failure.into()),
                    Ok(Grant::Slot(slot)) => {
                        waiting = self.lock().wait_first();
                        open::spawn(&self, slot);
                    }
                    Err(_) => break,
                }
            }
        }
    }

    fn take_out(self: Arc<Self>, connection: Connection) -> Checkout {
        Checkout { host: self, connection: Some(connection) }
    }

    fn claim(self: &Arc<Self>) -> Claim {
        let mut state = self.lock();
        if let Some(connection) = state.take(self.settings.idle_timeout) {
            return Claim::Connection(connection);
        }
        let waiting = state.wait();
        let slot = self.slot(&mut state);
        drop(state);
        if let Some(slot) = slot {
            open::spawn(self, slot);
        }
        Claim::Wait(waiting)
    }

    /// A slot, if a call needs a connection and the bound allows one.
    fn slot(self: &Arc<Self>, state: &mut State) -> Option<Slot> {
        let one = state.http1 || state.opening == 0;
        (one && state.open < self.settings.max_connections && state.needs_connection()).then(|| {
            state.open += 1;
            state.opening += 1;
            Slot::opening(self)
        })
    }

    pub(super) fn slot_ended(self: &Arc<Self>, opening: bool) {
        let mut state = self.lock();
        state.open -= 1;
        state.opening -= usize::from(opening);
        if let Some(slot) = self.slot(&mut state) {
            // The call opens the connection: this may run while its runtime shuts down.
            if let Some(Grant::Slot(slot)) = state.grant(Grant::Slot(slot)) {
                slot.forget();
                state.open -= 1;
                state.opening -= 1;
            }
        }
    }

    /// An HTTP/1 connection was opened.
    pub(super) fn opened_http1(&self, slot: &mut Slot) {
        let mut state = self.lock();
        state.http1 = true;
        state.opening -= 1;
        slot.opening = false;
    }

    /// Opens as many connections as calls wait for, within the bound.
    pub(super) fn open_more(self: &Arc<Self>) {
        loop {
            let slot = self.slot(&mut self.lock());
            let Some(slot) = slot else { return };
            open::spawn(self, slot);
        }
    }

    /// An HTTP/2 connection was opened: all can use it.
    pub(super) fn share(self: &Arc<Self>, mut http2: Http2) {
        let mut state = self.lock();
        state.http1 = false;
        state.numbered += 1;
        http2.number = state.numbered;
        state.grant_all(|| Grant::Connection(Connection::Http2(http2.clone())));
        http2.used = true;
        state.shared = Some((http2, Instant::now()));
        drop(state);
        self.sweep_later();
    }

    /// A connection could not be opened. Where all wait for the same one, all learn it.
    pub(super) fn failed(&self, failure: &NoConnection) {
        let mut state = self.lock();
        if state.http1 {
            state.grant(Grant::Failed(failure.clone()));
        } else {
            state.grant_all(|| Grant::Failed(failure.clone()));
        }
    }

    pub(super) fn retire(&self, number: u64) {
        let mut state = self.lock();
        if state.shared.as_ref().is_some_and(|(shared, _)| shared.number == number) {
            state.shared = None;
        }
    }

    pub(super) fn has_connections(&self) -> bool {
        let state = self.lock();
        state.open > 0 || state.shared.as_ref().is_some_and(|(http2, _)| http2.sender.is_ready())
    }
}

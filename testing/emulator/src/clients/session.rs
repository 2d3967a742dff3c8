//! The task of one connection.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::StreamExt as _;
use hyper::upgrade::OnUpgrade;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_tungstenite::tungstenite::Message as Frame;

use super::closing::{End, close};
use super::events::Pending;
use super::raw::RawMode;
use super::socket::{self, Socket};
use crate::protocols::Protocol;
use crate::server::Service;
use crate::state::Inbox;
use crate::tap::Tap;
use crate::upstream::Events;

/// A client that sends nothing for this many pings is disconnected.
const PINGS_MISSED: u32 = 3;

/// One transport of a connection, from its 101 response to its end.
pub(super) struct Session {
    pub(super) registration: Registration,
    pub(super) protocol: Protocol,
    pub(super) mode: RawMode,
    pub(super) inbox: Inbox,
    /// Whether another transport was here before, so that the client knows its connection.
    pub(super) recovered: bool,
}

/// The registration in the hub, removed on drop unless another transport has taken the place of this one.
pub(super) struct Registration {
    pub(super) service: Arc<Service>,
    pub(super) hub: String,
    pub(super) id: Arc<str>,
    pub(super) user: Option<Arc<str>>,
    pub(super) transport: u64,
    pub(super) tap: Arc<Tap>,
    /// `None` if the hub has no event handlers.
    pub(super) events: Option<Events>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let (removed, replaced) = self
            .service
            .state
            .hub(&self.hub, |hub| (hub.remove_transport(&self.id, self.transport), hub.connection(&self.id).is_some()));
        drop(removed);
        if !replaced {
            self.tap.closed();
        }
    }
}

impl Session {
    pub(super) async fn run(self, upgrade: OnUpgrade) {
        let stop = self.registration.service.tasks.stop.clone();
        let tap = Arc::clone(&self.registration.tap);
        if let Ok(upgraded) = upgrade.await {
            let mut socket = socket::open(upgraded).await;
            if let Some(events) = self.registration.events.as_ref().filter(|_| !self.recovered) {
                events.connected();
            }
            // A frame that is being written when one of the first three comes stays in the socket, and is completed or
            // dropped by `close`.
            let end = tokio::select! {
                biased;
                () = self.inbox.interrupted() => self.end(),
                demand = tap.demanded() => demand.into(),
                () = stop.cancelled() => End::stopping(),
                Err(end) = self.serve(&mut socket) => end,
            };
            if !matches!(end, End::Gone) || !self.protocol.is_reliable() {
                if self.inbox.is_current() {
                    self.ends(&end);
                    end.tell(&tap);
                }
                let Self { registration, protocol, .. } = self;
                // From here on no message can be sent to it.
                drop(registration);
                return close(&mut socket, protocol, end, &stop).await;
            }
        }
        if self.protocol.is_reliable() {
            let end = stop.run_until_cancelled(self.wait_for_recovery()).await.unwrap_or_else(End::stopping);
            // Another transport may have taken the place of this one.
            if self.inbox.is_current() {
                self.ends(&end);
                end.tell_without_frame(&tap);
            }
        }
    }

    /// Tells the events why the connection ends.
    fn ends(&self, end: &End) {
        if let Some(events) = &self.registration.events {
            events.ends(end.reason());
        }
    }

    /// The connection stays in its hub for a while, until another transport takes the place of this one.
    async fn wait_for_recovery(&self) -> End {
        let Registration { service, tap, .. } = &self.registration;
        let (clock, window) = (&service.controls.clock, service.settings.limits.recovery_window);
        // Before the record has it: a test that has waited for that may move the clock.
        let until = clock.elapsed() + window;
        if self.inbox.is_current() {
            tap.lost(window);
        }
        tokio::select! {
            biased;
            () = self.inbox.abandoned() => self.end(),
            demand = tap.demanded_close() => demand.into(),
            () = clock.sleep_until(until) => End::Gone,
        }
    }

    /// Nothing is read while something is being written: a client that does not read cannot ask for more.
    async fn serve(&self, socket: &mut Socket) -> Result<Infallible, End> {
        self.greet(socket).await?;
        let mut pending = Pending::default();
        let every = self.registration.service.settings.keep_alive;
        let mut pings = interval_at(Instant::now() + every, every);
        // Pings are counted, each a while after the one before: when the machine stands still, a client cannot respond.
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut missed = 0;
        loop {
            self.undisturbed()?;
            let (has_room, is_busy) = (pending.has_room(), self.is_busy());
            tokio::select! {
                _ = pings.tick() => {
                    if missed == PINGS_MISSED {
                        return Err(End::Gone);
                    }
                    // Without room its pongs are not read either.
                    missed = if has_room && !is_busy { missed + 1 } else { 0 };
                    self.respond(socket, Some(Frame::Ping(Vec::new().into()))).await?;
                }
                messages = self.inbox.next() => {
                    let messages = messages.ok_or_else(|| self.end())?;
                    self.deliver(socket, messages).await?;
                }
                done = pending.next() => self.finish(socket, done).await?,
                () = self.room(), if is_busy => {}
                frame = socket.next(), if has_room && !is_busy => {
                    missed = 0;
                    self.receive(socket, frame.ok_or(End::Gone)??, &mut pending).await?;
                }
            }
        }
    }

    /// Whether events that the transport before this one has sent leave no room for others; then nothing is read.
    fn is_busy(&self) -> bool {
        self.registration.events.as_ref().is_some_and(|events| !events.has_room())
    }

    /// Waits until there is room.
    async fn room(&self) {
        if let Some(events) = &self.registration.events {
            events.room().await;
        }
    }

    /// Writes the first frame.
    async fn greet(&self, socket: &mut Socket) -> Result<(), End> {
        let Registration { service, id, user, .. } = &self.registration;
        if self.recovered && !service.settings.switches.connected_on_recovery {
            return Ok(());
        }
        let token = service.reconnection_token(id).filter(|_| self.protocol.is_reliable());
        self.respond(socket, self.protocol.connected(id, user.as_deref(), token.as_deref())).await
    }

    /// How to end after the hub has removed the connection, or another transport has come.
    fn end(&self) -> End {
        self.inbox.close_reason().map_or(End::Gone, End::from)
    }
}

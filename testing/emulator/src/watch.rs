//! What a test sees of a running emulator, and what it does to single clients.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::controls::Controls;
use crate::emulator::Emulator;
use crate::record::{Counters, Entry, Kind};
use crate::state::Connection;
use crate::tap::{Demand, Tap};

/// # Watching
impl Emulator {
    /// The hubs that have connections, in lower case and sorted.
    pub fn hubs(&self) -> Vec<String> {
        self.service.state.names()
    }

    /// The connected clients of a hub, in the order of their connection ids. The name of the hub ignores case.
    pub fn clients(&self, hub: &str) -> Vec<Client> {
        self.service.state.hub(&hub.to_ascii_lowercase(), |hub| hub.connections().filter_map(Client::of).collect())
    }

    /// The requests in the [record](Self::record), oldest first: REST calls, token requests, rejected handshakes.
    pub fn requests(&self) -> Vec<Arc<Entry>> {
        let mut entries = self.record();
        entries.retain(|entry| entry.kind == Kind::Request);
        entries
    }

    /// What happened, oldest first: the last 10,000 entries that fit into 16 MiB, or as
    /// [`Builder::record`](crate::Builder::record) says. It survives a restart.
    pub fn record(&self) -> Vec<Arc<Entry>> {
        self.controls.record.all()
    }

    /// Waits for an entry that matches: the first one of those in the record, or of those to come. `None` after the
    /// timeout.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use webpubsub_emulator::{Emulator, Kind};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// let opened = |client: &webpubsub_emulator::Entry| client.kind == Kind::Opened && client.user.as_deref() == Some("ann");
    /// assert!(emulator.wait_for(Duration::from_millis(10), opened).await.is_none());
    /// # emulator.stop().await;
    /// # Ok(()) }
    /// ```
    pub async fn wait_for(&self, timeout: Duration, matches: impl Fn(&Entry) -> bool) -> Option<Arc<Entry>> {
        tokio::time::timeout(timeout, self.controls.record.find(matches)).await.ok()
    }

    /// Follows the record from its oldest entry on.
    pub fn follow(&self) -> Follower {
        Follower { controls: Arc::clone(&self.controls), last: 0 }
    }

    /// Forgets the entries of the record; the next ones go on with their numbers.
    pub fn clear_record(&self) {
        self.controls.record.clear();
    }

    /// What was counted since the start.
    pub fn counters(&self) -> Counters {
        self.controls.record.counts.read()
    }
}

/// Reads the record as it grows; it outlives the emulator.
#[derive(Debug)]
pub struct Follower {
    controls: Arc<Controls>,
    last: u64,
}

impl Follower {
    /// Waits for the next entries, oldest first: at least one, at most `limit`. Numbers that are missing left the record
    /// before they were read. Nothing is lost if the future is dropped.
    pub async fn next(&mut self, limit: usize) -> Vec<Arc<Entry>> {
        let entries = self.controls.record.next_after(self.last, limit.max(1)).await.entries;
        self.last = entries.last().map_or(self.last, |entry| entry.number);
        entries
    }
}

/// A client that was connected when [`Emulator::clients`] was called.
#[derive(Clone)]
pub struct Client {
    id: Arc<str>,
    user: Option<Arc<str>>,
    groups: Arc<BTreeSet<Arc<str>>>,
    protocol: Option<&'static str>,
    tap: Arc<Tap>,
}

impl Client {
    pub(crate) fn of(connection: &Connection) -> Option<Self> {
        Some(Self {
            id: Arc::clone(&connection.id),
            user: connection.user.clone(),
            groups: Arc::clone(connection.groups()),
            protocol: connection.protocol.name(),
            tap: Arc::clone(connection.tap.as_ref()?),
        })
    }

    /// Its connection id.
    pub fn connection_id(&self) -> &str {
        &self.id
    }

    /// Its user, unless it is anonymous.
    pub fn user_id(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Its hub, in lower case.
    pub fn hub(&self) -> &str {
        self.tap.hub()
    }

    /// The groups that it was in, sorted.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &str> {
        self.groups.iter().map(|group| &**group)
    }

    /// Its subprotocol; `None` for a simple client.
    pub fn protocol(&self) -> Option<&'static str> {
        self.protocol
    }

    /// The time since it connected.
    pub fn age(&self) -> Duration {
        self.tap.age()
    }

    /// Whether it is a reliable client that has lost its transport, and may come back.
    pub fn is_away(&self) -> bool {
        self.tap.away.load(Relaxed)
    }

    /// The bytes of the frames that it has sent, without their headers.
    pub fn received_bytes(&self) -> u64 {
        self.tap.received_bytes.load(Relaxed)
    }

    /// The bytes of the frames that were written to it.
    pub fn sent_bytes(&self) -> u64 {
        self.tap.sent_bytes.load(Relaxed)
    }

    /// Cuts the connection as when a network fails: without a close frame. What is queued is lost, except for a reliable
    /// client, which may come back.
    pub fn cut(&self) {
        self.tap.demand(Demand::Cut);
    }

    /// Cuts it once so many more frames were written to it or received from it, without pings and pongs of WebSocket. What
    /// the last frame asks for is done, but no longer acknowledged. 0: no longer.
    pub fn cut_after(&self, frames: u64) {
        self.tap.cut_after(frames);
    }

    /// Closes it for good, with any code and reason; of the reason, the first 123 bytes. A code that no close frame may have
    /// (below 1000, or 1004, 1005, 1006 and others that are reserved) is sent all the same. A reliable client that is away gets
    /// no close frame, and cannot come back.
    pub fn close(&self, code: u16, reason: &str) {
        self.tap.demand(Demand::Close(code, reason.to_owned()));
    }

    /// Behaves from now on as if the client read slowly: each write waits this long, and what is to be written queues up,
    /// up to the limits of a slow client. [`Duration::MAX`]: it does not read at all; zero: as it likes.
    pub fn read_slowly(&self, delay: Duration) {
        self.tap.delay_writes(delay);
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("hub", &self.hub())
            .field("id", &self.id)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

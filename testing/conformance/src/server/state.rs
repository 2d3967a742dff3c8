//! What the server records and decides: one state for all connections, without I/O.

use super::action::Action;
use super::behaviour::Behaviour;
use super::cors;
use crate::hash::fingerprint;
use crate::results;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long `/seen/<id>?wait=…` waits at most.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The head of a request, as received.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument: code for another protocol constructs it.
pub struct Head {
    /// The method.
    pub method: String,
    /// Path and query, byte for byte.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The number of the connection, from [`State::next_connection`].
    pub connection: u64,
}

impl Head {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The state of a fault server. Public so that a transport without a network, such as a mock, can be tested by the same
/// rules.
#[derive(Debug)]
pub struct State {
    base: String,
    facts: String,
    results: Option<PathBuf>,
    started: Instant,
    ids: AtomicU64,
    connections: AtomicU64,
    records: Mutex<HashMap<u64, Record>>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Record {
    arrivals: u32,
    gone: bool,
    last: String,
}

impl State {
    /// The state of a server at this address. `facts` are the lines that `/facts` returns; results are stored in the
    /// folder, if there is one.
    pub fn new(base: impl Into<String>, facts: impl Into<String>, results: Option<PathBuf>) -> Arc<Self> {
        Arc::new(Self {
            base: base.into(),
            facts: facts.into(),
            results,
            started: Instant::now(),
            ids: AtomicU64::new(1),
            connections: AtomicU64::new(1),
            records: Mutex::default(),
            changed: Condvar::new(),
        })
    }

    /// A number for a new connection.
    pub fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether the server does not read the body of this request.
    pub fn ignores_body(&self, target: &str) -> bool {
        Behaviour::parse(target).ignores_body()
    }

    /// Records a request and returns what to do with it. Blocks while `/seen/<id>?wait=…` waits.
    pub fn act(&self, head: &Head, body: Vec<u8>) -> Action {
        let action = match cors::preflight(head) {
            Some(action) => action,
            None => self.decide(head, body),
        };
        cors::open(action.with_header("x-connection", head.connection.to_string()))
    }

    fn decide(&self, head: &Head, body: Vec<u8>) -> Action {
        let behaviour = Behaviour::parse(&head.target);
        match behaviour.name {
            "new" => Action::respond(200, self.ids.fetch_add(1, Ordering::Relaxed).to_string()),
            "clock" => {
                let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Action::respond(200, format!("{} {}", wall.as_millis(), self.started.elapsed().as_millis()))
            }
            "facts" => Action::respond(200, self.facts.clone()),
            "seen" => Action::respond(200, self.seen(behaviour.id, behaviour.query("wait"))),
            "result" => match self.results.as_deref().map(|folder| results::store(folder, &head.target, &body)) {
                Some(Err(error)) => Action::respond(500, error.to_string()),
                _ => Action::respond(200, ""),
            },
            _ => {
                self.arrived(behaviour.id, head, &body);
                let action = behaviour.action(&self.base, head.header("content-type"), body);
                action.unwrap_or_else(|| Action::respond(404, "unknown behaviour"))
            }
        }
    }

    fn arrived(&self, id: u64, head: &Head, body: &[u8]) {
        let mut last = format!("connection {}\nline {} {}\n", head.connection, head.method, head.target);
        let _ = writeln!(last, "body {}", fingerprint(body));
        for (name, value) in &head.headers {
            let _ = writeln!(last, "header {name}: {value}");
        }
        let mut records = self.records();
        let record = records.entry(id).or_default();
        record.arrivals += 1;
        record.last = last;
        self.changed.notify_all();
    }

    /// Records that the client closed the connection or stream before this request had a response.
    pub fn gone(&self, target: &str) {
        self.records().entry(Behaviour::parse(target).id).or_default().gone = true;
        self.changed.notify_all();
    }

    fn seen(&self, id: u64, wait: Option<&str>) -> String {
        let missing = |records: &mut HashMap<u64, Record>| {
            let record = records.entry(id).or_default();
            match wait {
                Some("arrived") => record.arrivals == 0,
                Some("gone") => !record.gone,
                _ => false,
            }
        };
        let waited = self.changed.wait_timeout_while(self.records(), MAX_WAIT, missing);
        let (mut records, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let Record { arrivals, gone, last } = records.entry(id).or_default();
        format!("arrivals {arrivals}\ngone {}\n{last}", if *gone { "yes" } else { "no" })
    }

    fn records(&self) -> MutexGuard<'_, HashMap<u64, Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What the server knows, and what it decides: one state for all connections, without I/O.

use super::action::Action;
use super::cors;
use super::plan::Plan;
use crate::hash::fingerprint;
use crate::results;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long `/seen/<id>?wait=…` waits at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// A request's head as it came.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument: whoever brings another protocol writes it out.
pub struct Head {
    /// The method.
    pub method: String,
    /// Path and query, byte for byte.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The number of the connection, from [`World::next_connection`].
    pub connection: u64,
}

impl Head {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The state of a fault server. Public so that a transport without a network, a mock, can be judged by the same rules.
#[derive(Debug)]
pub struct World {
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

impl World {
    /// A world at this address. `facts` are the lines that `/facts` answers; results are kept in the folder, if one is
    /// given.
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

    /// Whether the body of this request is to be left unread.
    pub fn leaves_body(&self, target: &str) -> bool {
        Plan::of(target).leaves_body()
    }

    /// Takes note of a request and says what to do with it. Blocks while `/seen/<id>?wait=…` waits.
    pub fn act(&self, head: &Head, body: Vec<u8>) -> Action {
        let action = match cors::preflight(head) {
            Some(action) => action,
            None => self.decide(head, body),
        };
        cors::open(action.with_header("x-connection", head.connection.to_string()))
    }

    fn decide(&self, head: &Head, body: Vec<u8>) -> Action {
        let plan = Plan::of(&head.target);
        match plan.behaviour {
            "new" => Action::answer(200, self.ids.fetch_add(1, Ordering::Relaxed).to_string()),
            "clock" => {
                let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Action::answer(200, format!("{} {}", wall.as_millis(), self.started.elapsed().as_millis()))
            }
            "facts" => Action::answer(200, self.facts.clone()),
            "seen" => Action::answer(200, self.seen(plan.id, plan.query("wait"))),
            "result" => match self.results.as_deref().map(|folder| results::keep(folder, &head.target, &body)) {
                Some(Err(error)) => Action::answer(500, error.to_string()),
                _ => Action::answer(200, ""),
            },
            _ => {
                self.arrived(plan.id, head, &body);
                let action = plan.action(&self.base, head.header("content-type"), body);
                action.unwrap_or_else(|| Action::answer(404, "no such behaviour"))
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

    /// The other side went away before this request was answered.
    pub fn gone(&self, target: &str) {
        self.records().entry(Plan::of(target).id).or_default().gone = true;
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
        let waited = self.changed.wait_timeout_while(self.records(), PATIENCE, missing);
        let (mut records, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let Record { arrivals, gone, last } = records.entry(id).or_default();
        format!("arrivals {arrivals}\ngone {}\n{last}", if *gone { "yes" } else { "no" })
    }

    fn records(&self) -> MutexGuard<'_, HashMap<u64, Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

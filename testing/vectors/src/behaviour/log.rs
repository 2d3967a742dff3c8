//! Logs: what the library writes to `tracing`, and what the lines of a log show of a call.

use super::{Behaviour, Outcome, Returned};
use std::collections::BTreeSet;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Dispatch, Event, Metadata, Subscriber, dispatcher};

/// What a reader of a log can see of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums)] // The table names them.
pub enum Logged {
    /// That there was a call.
    Call,
    /// The path, and with it names of users, groups and connections.
    Path,
    /// A parameter of the query other than `api-version`, a filter for example.
    Parameter,
    /// The body of a request.
    Body,
    /// The value of `Authorization`.
    Authorization,
    /// The token that the call returns.
    ClientToken,
}

/// What these lines show of the call that behaved so.
pub fn logged(lines: &[String], behaviour: &Behaviour) -> BTreeSet<Logged> {
    let text = lines.join("\n");
    // Logs write strings with escapes or without. Very short text is found by chance.
    let holds =
        |part: &str| part.len() > 3 && [part, &part.escape_debug().to_string()].iter().any(|p| text.contains(*p));
    let mut found = BTreeSet::new();
    let mut see = |what, is_shown| {
        if is_shown {
            found.insert(what);
        }
    };
    see(Logged::Call, !text.is_empty());
    for request in &behaviour.requests {
        see(Logged::Path, holds(&request.url.path));
        let mut parameters = request.url.query.split('&').filter(|pair| !pair.starts_with("api-version="));
        see(Logged::Parameter, parameters.any(holds));
        see(Logged::Body, std::str::from_utf8(&request.body).is_ok_and(holds));
        see(Logged::Authorization, request.bearer().is_some_and(holds));
    }
    if let Outcome::Returned(Returned::ClientToken(token)) = &behaviour.outcome {
        see(Logged::ClientToken, holds(&token.token));
    }
    found
}

/// Does the work and returns the lines that were written meanwhile. A line begins with its event's target.
pub(super) fn capture<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let lines = Lines::default();
    let done = dispatcher::with_default(&Dispatch::new(lines.clone()), work);
    let lines = lines.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (done, lines)
}

/// Every event of every level, and the fields of spans, as a line each.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn push(&self, target: &str, write: impl FnOnce(&mut Line)) {
        let mut line = Line(target.to_owned());
        write(&mut line);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        self.push("span", |line| attributes.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.push("span", |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.push(event.metadata().target(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

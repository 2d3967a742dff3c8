//! Queries of the record, which may wait for what they ask for.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::call::{Call, Failure};
use super::shown::{summary, whole};
use crate::record::{Entry, Kind};
use crate::server::Query;

/// The most entries of a response.
const MAX_ENTRIES: u64 = 1000;
/// The longest wait.
const MAX_WAIT: u64 = 30;

/// `GET /emulator/record`: entries after a number that match, oldest first. With `wait`, as soon as there is one.
pub(super) async fn find(call: &Call<'_>) -> Result<Value, Failure> {
    let after = call.number("after", 0)?;
    let limit = usize::try_from(call.number("limit", MAX_ENTRIES)?.clamp(1, MAX_ENTRIES)).unwrap_or(1);
    let wait = Duration::from_secs(call.number("wait", 0)?.min(MAX_WAIT));
    let wanted = Wanted::read(call.query)?;
    let record = &call.service.controls.record;
    let search = async {
        let mut last = after;
        loop {
            let page = record.next_after(last, usize::MAX).await;
            last = page.entries.last().map_or(last, |entry| entry.number);
            let found: Vec<_> = page.entries.into_iter().filter(|entry| wanted.fits(entry)).take(limit).collect();
            if !found.is_empty() {
                return found;
            }
        }
    };
    let stop = &call.service.tasks.stop;
    let found = tokio::time::timeout(wait, stop.run_until_cancelled(search)).await;
    let found: Vec<Arc<Entry>> = found.ok().flatten().unwrap_or_default();
    let (newest, bytes) = record.extent();
    Ok(json!({
        "entries": found.iter().map(|entry| summary(entry)).collect::<Vec<_>>(),
        "newest": newest,
        "bytes": bytes,
    }))
}

/// `GET /emulator/record/{number}`
pub(super) fn one(call: &Call<'_>, number: &str) -> Result<Value, Failure> {
    let entry = number.parse().ok().and_then(|number| call.service.controls.record.get(number));
    let entry = entry.ok_or_else(|| {
        Failure::new(StatusCode::NOT_FOUND, "The record does not have this entry, or no longer has it.")
    })?;
    Ok(whole(&entry))
}

/// What an entry must have. All that is given must fit.
#[derive(Debug, Default)]
struct Wanted<'a> {
    kind: Option<&'a str>,
    hub: Option<&'a str>,
    connection: Option<&'a str>,
    user: Option<&'a str>,
    group: Option<&'a str>,
    status: Option<u16>,
    code: Option<u16>,
    text: Option<String>,
}

impl<'a> Wanted<'a> {
    fn read(query: &'a Query) -> Result<Self, Failure> {
        let number = |name: &str| {
            let number = query.get(name).map(str::parse).transpose();
            number.map_err(|_| Failure::invalid(format!("{name} must be a number of at most 65535.")))
        };
        let kind = query.get("kind");
        if kind.is_some_and(|kind| Kind::ALL.into_iter().all(|one| one.name() != kind)) {
            let names = Kind::ALL.map(Kind::name).join(", ");
            return Err(Failure::invalid(format!("kind must be one of {names}.")));
        }
        Ok(Self {
            kind,
            hub: query.get("hub"),
            connection: query.get("connection"),
            user: query.get("user"),
            group: query.get("group"),
            status: number("status")?,
            code: number("code")?,
            text: query.get("text").map(str::to_ascii_lowercase),
        })
    }

    fn fits(&self, entry: &Entry) -> bool {
        let named =
            |wanted: Option<&str>, has: &Option<Arc<str>>| wanted.is_none_or(|wanted| has.as_deref() == Some(wanted));
        self.kind.is_none_or(|kind| kind == entry.kind.name())
            && named(self.hub, &entry.hub)
            && named(self.connection, &entry.connection)
            && named(self.user, &entry.user)
            && named(self.group, &entry.group)
            && (self.status.is_none() || self.status == entry.status)
            && (self.code.is_none() || self.code == entry.code)
            && self.text.as_deref().is_none_or(|text| contains(entry, text))
    }
}

/// Whether a text, in lower case, is in the path, the reason or the body.
fn contains(entry: &Entry, text: &str) -> bool {
    let body = entry.text();
    let texts = [entry.path.as_deref(), entry.reason.as_deref(), Some(&*body)];
    texts.into_iter().flatten().any(|has| has.to_ascii_lowercase().contains(text))
}

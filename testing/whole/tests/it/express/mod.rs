//! The same events, read by Microsoft's middleware for Express, by this library, and as plain `CloudEvents`.
//!
//! The events were recorded while the emulator delivered them to Express (`testing/sdks/express`). `WEBPUBSUB_EXPRESS=FOLDER` takes
//! those of another run, and writes the table into that folder, too.

mod fields;
mod values;

use cloudevents::binding::http::to_event;
use fields::{FIELDS, Field, KINDS};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use webpubsub_core::events::{Event, Upstream};
use webpubsub_mock::{AccessKey, EventRecording};

const HEAD: &str = "\
# Who reads what in an event

The emulator delivers events to `@azure/web-pubsub-express` 1.1.0. Each is recorded, and then read by this library and by
`cloudevents-sdk` 0.9.0, a crate for CloudEvents of any origin. All names in a row had the same value in each event of the
recording; — means that there is none.

Written by `testing/sdks/run`, which also fails if this page is out of date: copy `sdks/events/EVENTS.md` of the target folder
over it.

";

/// One event, as each of the three reads it.
struct Views {
    express: Value,
    ours: Event,
    plain: cloudevents::Event,
}

fn sdks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdks")
}

/// The events of a folder. Those of one connection are in order in both files.
fn read(folder: &Path) -> Vec<Views> {
    let mut express = BTreeMap::<String, VecDeque<Value>>::new();
    for line in fs::read_to_string(folder.join("express.jsonl")).expect("what Express saw").lines() {
        let view: Value = serde_json::from_str(line).expect("JSON");
        let connection = view["context"]["connectionId"].as_str().expect("a connection").to_owned();
        express.entry(connection).or_default().push_back(view);
    }
    let key = AccessKey::new("any: the recording is without its signatures").expect("a key");
    let events = EventRecording::open(folder.join("events.jsonl")).expect("a recording").map(|recorded| {
        let request = recorded.request(&key);
        let hub = request.headers()["ce-hub"].to_str().expect("a hub");
        let ours = Upstream::new(hub).keys([key.clone()]).expect("keys").read(&request).expect("an event");
        let plain = to_event(request.headers(), request.body().to_vec()).expect("a CloudEvent");
        let connection = ours.context().expect("not a handshake").connection_id();
        let express = express.get_mut(connection).and_then(VecDeque::pop_front);
        Views { express: express.expect("an event that Express saw"), ours, plain }
    });
    let events = events.collect();
    assert!(express.values().all(VecDeque::is_empty), "Express saw more: {express:?}");
    events
}

/// The row of a field; an error names the first event in which it differs.
fn row(field: &Field, events: &[Views]) -> Result<String, String> {
    let mut present = 0;
    for event in events {
        let ours = (field.ours.1)(&event.ours);
        let mut others = Vec::new();
        others.extend(field.express.map(|(_, value)| value(&event.express, &event.ours)));
        others.extend(field.plain.map(|(_, value)| value(&event.plain, &event.ours)));
        if let Some(other) = others.into_iter().find(|other| *other != ours) {
            return Err(format!("{}: {ours:?} here, elsewhere {other:?}: {:?}", field.name, event.ours));
        }
        present += usize::from(ours.is_some());
    }
    if present == 0 {
        return Err(format!("{}: in no event", field.name));
    }
    let cell = |name: Option<&str>| name.map_or("—".to_owned(), |name| format!("`{name}`"));
    let names = [field.express.map(|(name, _)| name), Some(field.ours.0), field.plain.map(|(name, _)| name)];
    Ok(format!("| {} | {} |\n", field.name, names.map(cell).join(" | ")))
}

#[test]
fn express_cloudevents_and_this_library_read_alike() {
    let fresh = std::env::var_os("WEBPUBSUB_EXPRESS").map(PathBuf::from);
    let events = read(&fresh.clone().unwrap_or_else(|| sdks().join("express/recorded")));
    for kind in KINDS {
        assert!(events.iter().any(|event| fields::kind(&event.ours) == Some(kind)), "no {kind} event");
    }
    let mut table = format!("{HEAD}| | Express | here | cloudevents-sdk |\n| --- | --- | --- | --- |\n");
    let (rows, differences): (Vec<_>, Vec<_>) = FIELDS.iter().map(|field| row(field, &events)).partition(Result::is_ok);
    assert!(differences.is_empty(), "{differences:#?}");
    table.extend(rows.into_iter().flatten());
    if let Some(folder) = fresh {
        fs::write(folder.join("EVENTS.md"), &table).expect("written");
    }
    let committed = fs::read_to_string(sdks().join("EVENTS.md")).unwrap_or_default();
    assert!(committed == table, "testing/sdks/EVENTS.md is out of date:\n{table}");
}

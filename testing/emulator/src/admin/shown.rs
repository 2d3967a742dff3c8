//! Entries as JSON: in lists with the beginning of their body, alone with all of it.

use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::record::{Content, Entry};

/// How much of a body a list shows, in characters; of a binary one, in bytes.
const PREVIEW: usize = 160;
const BINARY_PREVIEW: usize = 24;

/// For a list.
pub(super) fn summary(entry: &Entry) -> Value {
    let mut object = head(entry);
    if !entry.body.is_empty() {
        object.insert("preview".to_owned(), preview(entry).into());
    }
    Value::Object(object)
}

/// With its whole body, in base64.
pub(super) fn whole(entry: &Entry) -> Value {
    let mut object = head(entry);
    object.insert("body".to_owned(), STANDARD.encode(&entry.body).into());
    Value::Object(object)
}

fn head(entry: &Entry) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Value>| drop(value.map(|value| object.insert(name.to_owned(), value)));
    put("number", Some(entry.number.into()));
    let time = entry.time.duration_since(UNIX_EPOCH).unwrap_or_default();
    put("time", u64::try_from(time.as_millis()).ok().map(Value::from));
    put("kind", Some(entry.kind.name().into()));
    for (name, text) in [
        ("name", &entry.name),
        ("path", &entry.path),
        ("hub", &entry.hub),
        ("connection", &entry.connection),
        ("user", &entry.user),
        ("group", &entry.group),
    ] {
        put(name, text.as_deref().map(Value::from));
    }
    put("status", entry.status.map(Value::from));
    put("protocol", entry.protocol.map(Value::from));
    put("receivers", entry.receivers.map(Value::from));
    put("milliseconds", entry.duration.map(|duration| (duration.as_secs_f64() * 1000.0).into()));
    put("retries", entry.retries.map(Value::from));
    put("code", entry.code.map(Value::from));
    put("reason", entry.reason.as_deref().map(Value::from));
    if !entry.body.is_empty() {
        put("content", Some(entry.content.name().into()));
        put("size", Some(entry.body.len().into()));
    }
    object
}

fn preview(entry: &Entry) -> String {
    if entry.content == Content::Binary {
        let bytes = entry.body.iter().take(BINARY_PREVIEW);
        return bytes.map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    }
    // No character has more than four bytes.
    let start = &entry.body[..entry.body.len().min(PREVIEW * 4)];
    String::from_utf8_lossy(start).chars().take(PREVIEW).collect()
}

//! Lines for programs.

use std::time::UNIX_EPOCH;

use crate::{Entry, Kind};
use serde_json::{Map, Value};

/// An object with what the entry has, but for its body.
pub(super) fn line(entry: &Entry) -> String {
    let millis = |duration: std::time::Duration| duration.as_secs_f64() * 1000.0;
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Value>| drop(value.map(|value| object.insert(name.to_owned(), value)));
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(Value::from);
    put("number", Some(entry.number.into()));
    put("time", entry.time.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs_f64().into()));
    put("kind", Some(entry.kind.name().into()));
    let (name, path) = if entry.kind == Kind::Event { ("event", "handler") } else { ("method", "path") };
    put(name, text(&entry.name));
    put(path, text(&entry.path));
    put("status", entry.status.map(Value::from));
    put("hub", text(&entry.hub));
    put("group", text(&entry.group));
    put("user", text(&entry.user));
    put("connection", text(&entry.connection));
    put("protocol", entry.protocol.map(Value::from));
    put("receivers", entry.receivers.map(Value::from));
    put("milliseconds", entry.duration.map(|duration| millis(duration).into()));
    put("retries", entry.retries.map(Value::from));
    put("code", entry.code.map(Value::from));
    put("reason", entry.reason.as_deref().map(Value::from));
    format!("{}\n", Value::Object(object))
}

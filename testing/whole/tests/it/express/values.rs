//! Values of events as JSON, to be compared.

use cloudevents::event::{Data, ExtensionValue};
use serde_json::{Value, json};
use webpubsub_core::events::{Connect, DataType, Disconnected, Event, EventContext, UserEvent, Values};

pub(super) fn data_type(event: &UserEvent) -> Option<&'static str> {
    Some(match event.data_type() {
        DataType::Text => "text",
        DataType::Json => "json",
        DataType::Binary => "binary",
        _ => return None,
    })
}

pub(super) fn context(event: &Event, read: impl Fn(&EventContext) -> Option<Value>) -> Option<Value> {
    event.context().and_then(read)
}

pub(super) fn connect(event: &Event, read: impl Fn(&Connect) -> Option<Value>) -> Option<Value> {
    if let Event::Connect(connect) = event { read(connect) } else { None }
}

pub(super) fn disconnected(event: &Event, read: impl Fn(&Disconnected) -> Option<Value>) -> Option<Value> {
    if let Event::Disconnected(disconnected) = event { read(disconnected) } else { None }
}

pub(super) fn user(event: &Event, read: impl Fn(&UserEvent) -> Option<Value>) -> Option<Value> {
    if let Event::User(event) = event { read(event) } else { None }
}

pub(super) fn text(value: &Value) -> Option<Value> {
    value.as_str().map(Value::from)
}

/// A list or an object; none if it is empty.
pub(super) fn filled(value: &Value) -> Option<Value> {
    let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty);
    (!empty && !value.is_null()).then(|| value.clone())
}

pub(super) fn values(values: &Values) -> Option<Value> {
    filled(&values.iter().map(|(name, values)| (name.to_owned(), json!(values))).collect())
}

pub(super) fn extension(plain: &cloudevents::Event, name: &str) -> Option<Value> {
    match plain.extension(name)? {
        ExtensionValue::String(text) => Some(text.as_str().into()),
        other => Some(other.to_string().into()),
    }
}

fn bytes(data: Option<&Data>) -> Vec<u8> {
    match data {
        None => Vec::new(),
        Some(Data::Binary(bytes)) => bytes.clone(),
        Some(Data::String(text)) => text.clone().into_bytes(),
        Some(Data::Json(json)) => json.to_string().into_bytes(),
    }
}

pub(super) fn json_data(plain: &cloudevents::Event) -> Value {
    serde_json::from_slice(&bytes(plain.data())).expect("JSON")
}

/// As Express has it: text, JSON, and bytes, which its view has in base64.
pub(super) fn own_data(event: &UserEvent) -> Value {
    match event.data_type() {
        DataType::Text => event.text().expect("text").into(),
        DataType::Json => event.json().expect("JSON"),
        _ => base64(event.body()),
    }
}

pub(super) fn plain_data(plain: &cloudevents::Event, event: &UserEvent) -> Value {
    let data = bytes(plain.data());
    match event.data_type() {
        DataType::Text => String::from_utf8(data).expect("text").into(),
        DataType::Json => serde_json::from_slice(&data).expect("JSON"),
        _ => base64(&data),
    }
}

fn base64(bytes: &[u8]) -> Value {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes).into()
}

//! What clients send.

use super::{Raw, read_as};
use serde_json::{Value, json};
use webpubsub_core::Message;
use webpubsub_core::events::DataType;

#[test]
fn data_by_content_type() {
    for (content_type, data) in [
        (Some("text/plain"), DataType::Text),
        (Some("text/plain; charset=utf-8"), DataType::Text),
        (Some("Application/JSON ;charset=utf-8"), DataType::Json),
        (Some("application/octet-stream"), DataType::Binary),
        (Some("application/x-protobuf"), DataType::Protobuf),
        (Some("image/png"), DataType::Binary),
        (Some(""), DataType::Binary),
        (None, DataType::Binary),
    ] {
        let event = read_as!(Raw::user("message", content_type, "7"), User);
        assert_eq!((event.data_type(), event.content_type()), (data, content_type));
        assert_eq!(event.body().as_ref(), b"7");
        assert_eq!(event.text().is_ok(), data == DataType::Text, "{content_type:?}");
        assert_eq!(event.json::<u8>().is_ok(), data == DataType::Json, "{content_type:?}");
        let message = match data {
            DataType::Text => Message::text("7"),
            DataType::Json => Message::json(&7).unwrap(),
            _ => Message::binary("7"),
        };
        assert_eq!(event.message().unwrap(), message);
    }
}

#[test]
fn texts_and_json() {
    let event = read_as!(Raw::user("message", Some("text/plain"), "é\n"), User);
    assert_eq!((event.name(), event.text()), ("message", Ok("é\n")));
    let event = read_as!(Raw::user("add", Some("application/json"), r#"{"a":[1]}"#), User);
    assert_eq!((event.name(), event.json::<Value>()), ("add", Ok(json!({"a": [1]}))));
    let read = |content_type, body: &'static [u8]| read_as!(Raw::user("x", Some(content_type), body), User);
    let error = read("text/plain", b"\xff").text().unwrap_err();
    assert_eq!(error.to_string(), "text: the data is not UTF-8");
    let error = read("application/json", b"{").json::<Value>().unwrap_err();
    assert!(error.to_string().starts_with("json: EOF while parsing an object"), "{error}");
    let error = read("application/octet-stream", b"{}").json::<Value>().unwrap_err();
    assert_eq!(error.to_string(), "json: the data is binary, by its content type");
    // What is not what it says is not sent on.
    for (content_type, body) in [("text/plain", &b"\xff"[..]), ("application/json", b"{")] {
        assert!(read(content_type, body).message().is_err(), "{content_type}");
    }
}

#[test]
fn metadata_and_properties() {
    let mut raw = Raw::user("message", None, "")
        .with("X-WebPubSub-Metadata-Trace", Some("t-1"))
        .with("x-webpubsub-metadata-lang", Some("de"))
        .with("mqtt-Color", Some("red"));
    raw.headers.push(("x-webpubsub-metadata-LANG".into(), "en".into()));
    let event = read_as!(raw, User);
    assert_eq!(event.context().metadata().collect::<Vec<_>>(), [("trace", "t-1"), ("lang", "en")]);
    assert_eq!(event.context().mqtt_user_properties().collect::<Vec<_>>(), [("color", "red")]);
}

/// A framework that has read the body hands it over; reading needs no stream, so it neither waits nor ends it.
#[test]
fn a_body_that_was_read_before_is_read_again() {
    let raw = Raw::user("message", Some("text/plain"), "hi");
    for _ in 0..2 {
        assert_eq!(read_as!(raw, User).text(), Ok("hi"));
    }
}

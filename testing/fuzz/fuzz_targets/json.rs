//! JSON that core reads by itself: it is what serde says it is, and strings say what serde reads in them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use webpubsub_core::{Message, ResponseParts, ServiceError, UnixTime};

fn message_of(json: &str) -> Option<String> {
    let body = format!(r#"{{"error": {{"code": 1, "message": {json}}}}}"#);
    let error = ServiceError::unexpected_status(&ResponseParts::new(500, [], body.as_bytes(), UnixTime::from_secs(0)));
    error.message().map(str::to_owned)
}

fuzz_target!(|input: &[u8]| {
    let text = std::str::from_utf8(input);
    let is_json = text.is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    assert_eq!(Message::raw_json(input.to_vec()).is_ok(), is_json);
    let Ok(text) = text else { return };
    // What looks like a token is hidden.
    let shown = |read: &str| !read.contains("eyJ");
    // Longer bodies are not looked into.
    if text.len() < 8_192 {
        let written = serde_json::to_string(text).expect("a string");
        assert!(!shown(text) || message_of(&written).as_deref() == Some(text));
        if let Ok(read) = serde_json::from_str::<String>(text) {
            assert!(!shown(&read) || message_of(text) == Some(read));
        }
    }
});

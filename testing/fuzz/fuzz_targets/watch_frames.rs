//! What `webpubsub watch` prints for a frame: text, bytes, and envelopes with anything in them.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use webpubsub_cli::fuzzing::watch;

#[derive(Debug, Arbitrary)]
enum Payload<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Envelope { group: &'a str, data: &'a str, pretty: bool },
}

#[derive(Debug, Arbitrary)]
struct Frame<'a> {
    payload: Payload<'a>,
    simple: bool,
    json: bool,
}

fn is_one_line(line: &str) -> bool {
    let obeyed = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !line.contains(obeyed)
}

fuzz_target!(|frame: Frame| {
    let Frame { payload, simple, json } = frame;
    let line = match &payload {
        Payload::Text(text) => watch(Ok(text), simple, json),
        Payload::Bytes(bytes) => watch(Err(bytes), simple, json),
        Payload::Envelope { group, data, pretty } => {
            let envelope = json!({"type": "message", "from": "group", "group": group, "data": data});
            let text = if *pretty { format!("{envelope:#}") } else { envelope.to_string() };
            let line = watch(Ok(&text), false, json).expect("a message is printed");
            if json {
                assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), envelope, "unchanged");
            }
            Some(line)
        }
    };
    let Some(line) = line else {
        assert!(matches!(payload, Payload::Text(_)) && !simple, "nothing is lost: {payload:?}");
        return;
    };
    assert!(is_one_line(&line), "{line:?}");
    if simple && json && !matches!(payload, Payload::Envelope { .. }) {
        let value: Value = serde_json::from_str(&line).expect("JSON");
        if let Payload::Text(text) = payload {
            assert_eq!(value["data"], text);
        }
    }
});

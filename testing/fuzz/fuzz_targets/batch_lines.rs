//! The lines of `webpubsub batch`: any bytes, and calls with any operation, arguments and client.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use webpubsub_cli::fuzzing::Batch;

const SECRET: &str = "aHVzaC1odXNo-secret";
const OPERATIONS: [&str; 8] = [
    "send_to_all",
    "send_to_group",
    "send_to_user",
    "user_exists",
    "grant_permission",
    "get_client_access_token",
    "request",
    "parse_connection_string",
];
const FIELDS: [&str; 16] = [
    "message",
    "group",
    "user_id",
    "connection_id",
    "permission",
    "target_name",
    "filter",
    "excluded",
    "metadata",
    "message_ttl_seconds",
    "method",
    "path",
    "query",
    "roles",
    "minutes",
    "connection_string",
];
const CLIENT: [&str; 9] =
    ["endpoint", "hub", "kind", "key", "token", "reverse_proxy_endpoint", "api_version", "request_id", "call_headers"];

#[derive(Debug, Arbitrary)]
enum Input<'a> {
    Bytes(&'a [u8]),
    Call { op: u8, args: Vec<(u8, Field<'a>)>, client: Vec<(u8, Field<'a>)>, other: Option<&'a str> },
}

#[derive(Debug, Arbitrary)]
enum Field<'a> {
    Null,
    Flag(bool),
    Number(i64),
    Text(&'a str),
    Texts(Vec<&'a str>),
    Pairs(Vec<(&'a str, &'a str)>),
    Body(u8, &'a str),
    Secret,
}

impl Field<'_> {
    fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => json!(flag),
            Self::Number(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::Texts(texts) => json!(texts),
            Self::Pairs(pairs) => pairs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect(),
            Self::Body(kind, text) => json!({ (["text", "json", "base64"][usize::from(*kind) % 3]): text }),
            Self::Secret => json!(SECRET),
        }
    }
}

fn object(names: &[&str], fields: &[(u8, Field)]) -> Map<String, Value> {
    fields.iter().map(|(name, field)| (names[usize::from(*name) % names.len()].to_owned(), field.value())).collect()
}

fn lines(input: &[u8]) -> usize {
    let line = |line: &[u8]| !line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii().is_empty();
    input.split(|byte| *byte == b'\n').filter(|bytes| line(bytes)).count()
}

thread_local! {
    static BATCH: Batch = Batch::new(&["--endpoint", "http://localhost:1", "--hub", "chat", "--access-key", SECRET]);
}

fuzz_target!(|input: Input| {
    let read = |lines: &[u8]| BATCH.with(|batch| batch.read(lines));
    match input {
        Input::Bytes(bytes) => {
            let results = read(bytes);
            let unreadable = results.iter().flatten().any(|error| error.contains("UTF-16"));
            assert!(unreadable || results.len() == lines(bytes), "{results:?}");
        }
        Input::Call { op, args, client, other } => {
            let op = OPERATIONS[usize::from(op) % OPERATIONS.len()];
            let mut line = json!({"op": op, "args": object(&FIELDS, &args), "client": object(&CLIENT, &client)});
            if let Some(other) = other {
                line["args"][format!("other {other}")] = json!(SECRET);
            }
            let results = read(line.to_string().as_bytes());
            assert_eq!(results.len(), 1, "{line}");
            assert!(other.is_none() || results[0].is_some(), "an unknown name is not ignored: {line}");
            for error in results.iter().flatten() {
                assert!(serde_json::from_str::<Value>(error).is_ok(), "{error}");
                assert!(!error.contains(SECRET), "{error}");
            }
        }
    }
});

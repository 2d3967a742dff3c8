//! The emulator's own endpoint, `/emulator/…`: any path, query and body, with the key, with the page's header, or without.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use std::cell::RefCell;
use webpubsub_emulator::Emulator;
use webpubsub_fuzz::Service;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    method: u8,
    path: Path<'a>,
    query: Vec<(u8, &'a str)>,
    access: Access<'a>,
    body: Body<'a>,
}

#[derive(Debug, Arbitrary)]
enum Path<'a> {
    Known(u8),
    Client { hub: &'a str, connection: &'a str, action: u8 },
    Entry(u64),
    Other(&'a str),
}

#[derive(Debug, Arbitrary)]
enum Access<'a> {
    Key,
    Bearer(&'a str),
    Page(&'a str),
    Origin(&'a str),
}

#[derive(Debug, Arbitrary)]
enum Body<'a> {
    Bytes(&'a [u8]),
    Number(u8, f64),
    Text(u8, &'a str),
}

const METHODS: [&str; 5] = ["GET", "POST", "DELETE", "PUT", "HEAD"];
const PATHS: [&str; 6] = ["state", "clients", "record", "clock", "tokens", "events"];
const ACTIONS: [&str; 3] = ["close", "cut", "slow"];
/// Not `wait`, which does.
const NAMES: [&str; 9] = ["after", "limit", "kind", "hub", "user", "group", "status", "code", "text"];
const FIELDS: [&str; 6] = ["advance", "delay", "code", "afterFrames", "path", "claims"];

thread_local! {
    static SERVICE: RefCell<Service> = RefCell::new(Service::start_with(Emulator::builder().record(100, 100_000)));
}

fn pick<'a>(list: &[&'a str], index: u8) -> &'a str {
    list[usize::from(index) % list.len()]
}

/// A header's value has no control characters.
fn plain(text: &str) -> String {
    text.chars().filter(|one| one.is_ascii_graphic()).take(500).collect()
}

fuzz_target!(|input: Input| {
    let encode = |text: &str| utf8_percent_encode(&text.chars().take(300).collect::<String>(), NON_ALPHANUMERIC).to_string();
    let path = match &input.path {
        Path::Known(index) => pick(&PATHS, *index).to_owned(),
        Path::Client { hub, connection, action } => {
            format!("clients/{}/{}/{}", encode(hub), encode(connection), pick(&ACTIONS, *action))
        }
        Path::Entry(number) => format!("record/{number}"),
        Path::Other(text) => encode(text),
    };
    let query = input.query.iter().take(5).map(|(name, value)| format!("{}={}", pick(&NAMES, *name), encode(value)));
    let url = format!("/emulator/{path}?{}", query.collect::<Vec<_>>().join("&"));
    let body = match &input.body {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::Number(name, number) => format!(r#"{{"{}":{number}}}"#, pick(&FIELDS, *name)).into_bytes(),
        Body::Text(name, text) => serde_json::json!({ (pick(&FIELDS, *name)): text }).to_string().into_bytes(),
    };
    SERVICE.with_borrow_mut(|service| {
        let key = service.key().to_owned();
        let (headers, allowed) = match &input.access {
            Access::Key => (format!("authorization: Bearer {key}\r\n"), true),
            Access::Bearer(text) => (format!("authorization: Bearer {}\r\n", plain(text)), plain(text) == key),
            Access::Page(text) => (format!("x-emulator-token: {}\r\n", plain(text)), false),
            Access::Origin(text) => {
                let own = format!("://{}", service.address());
                let text = plain(text);
                let allowed = text.strip_suffix(&own).is_some_and(|scheme| ["http", "https"].contains(&scheme));
                (format!("authorization: Bearer {key}\r\norigin: {text}\r\n"), allowed)
            }
        };
        let response = service.exchange(pick(&METHODS, input.method), &url, &headers, &body);
        assert!([200, 400, 401, 403, 404, 405, 503].contains(&response.status), "{url}: {response:?}");
        assert!(allowed || [401, 403].contains(&response.status), "{url} {headers}: {response:?}");
        let text = percent_decode(&response.body).decode_utf8_lossy();
        assert!(!text.contains(&key), "{url}: {text}");
    });
});

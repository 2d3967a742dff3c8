//! Requests of an event handler, as text: method and query, headers, an empty line, body. Once as they are, once with the
//! signature of their connection.
#![no_main]

use http::Response;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::LazyLock;
use webpubsub_core::AccessKey;
use webpubsub_core::events::{ConnectionState, Event, MqttConnect, Upstream, UpstreamResponse, signature};
use webpubsub_fuzz::show;

const KEY: &str = "a-key-that-no-error-shows";

static READERS: LazyLock<(AccessKey, Upstream, Upstream)> = LazyLock::new(|| {
    let key = AccessKey::new(KEY).expect("a key");
    let any = Upstream::new("chat").keys([key.clone()]).expect("an upstream");
    let strict = Upstream::new("chat").allow_origins("contoso.webpubsub.azure.com").code("c-1").keys([key.clone()]);
    (key, any, strict.expect("an upstream"))
});

struct Request<'a> {
    method: &'a str,
    query: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
    body: &'a [u8],
}

impl<'a> Request<'a> {
    fn parse(input: &'a [u8]) -> Option<Self> {
        let end = input.windows(2).position(|pair| pair == b"\n\n")?;
        let (head, body) = (&input[..end], &input[end + 2..]);
        let mut lines = head.split(|byte| *byte == b'\n');
        let first = std::str::from_utf8(lines.next()?).ok()?;
        let (method, query) = first.split_once('?').unwrap_or((first, ""));
        let header = |line: &'a [u8]| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            Some((std::str::from_utf8(&line[..colon]).ok()?, line[colon + 1..].trim_ascii()))
        };
        Some(Self { method, query, headers: lines.filter_map(header).collect(), body })
    }

    fn header(&self, name: &str) -> Option<&'a [u8]> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    fn read_by(&self, upstream: &Upstream) -> Option<Event> {
        let headers = self.headers.iter().copied();
        let read = upstream.read_parts_with_query(self.method, self.query, headers, self.body.to_vec());
        let refuse = |error| {
            show(&error, KEY);
            let response = UpstreamResponse::from(error);
            assert!((400..500).contains(&response.status()) && response.body().is_empty());
        };
        read.map_err(refuse).ok()
    }
}

fuzz_target!(|input: &[u8]| {
    let Some(mut request) = Request::parse(input) else { return };
    let (key, any, strict) = &*READERS;
    for upstream in [any, strict] {
        let read = request.read_by(upstream);
        assert!(matches!(read, None | Some(Event::Handshake(_))), "nobody has signed it");
    }
    let Some(Ok(id)) = request.header("ce-connectionid").map(std::str::from_utf8) else { return };
    let signature = signature([key], id);
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("ce-signature"));
    request.headers.push(("ce-signature", signature.as_bytes()));
    if request.read_by(strict).is_some() && request.method == "POST" {
        assert!(request.query.contains("code="));
    }
    if let Some(event) = request.read_by(any) {
        look_at(event, id);
    }
});

fn look_at(event: Event, id: &str) {
    show(&Shown(format!("{event:?}")), KEY);
    if let Some(context) = event.context() {
        assert_eq!(context.connection_id(), id);
        let _ = (context.time(), context.event_name(), context.metadata().count(), context.bearer_token());
    }
    match &event {
        Event::Connect(connect) => {
            let _ = (connect.query("room"), connect.header("cookie"), connect.claim("sub"), connect.client_certificates());
            let _ = connect.mqtt().and_then(MqttConnect::password);
            let accepted = connect.subprotocols().iter().fold(connect.accept(), |accept, one| accept.subprotocol(one));
            assert!(accepted.build().is_ok());
            assert_eq!(valid(connect.refuse(403, "no")), 403);
            write_again(connect.context().connection_state(), |state| connect.accept().state(state).build().ok());
        }
        Event::User(user) => {
            if let Ok(message) = user.message() {
                assert!(user.text().is_ok() || user.json::<Value>().is_ok() || message.body() == user.body());
                assert_eq!(valid(user.respond(message).into()), 200);
            }
            write_again(user.context().connection_state(), |state| user.accept().state(state).build().ok());
        }
        _ => {}
    }
    assert!(matches!(valid(event.accept()), 200 | 204));
}

/// A state that is read can be written, unless it is too large.
fn write_again(state: ConnectionState<'_>, write: impl Fn(&Value) -> Option<UpstreamResponse>) {
    match state.read::<Value>() {
        Ok(Some(value)) => {
            let Some(response) = write(&value) else { return };
            assert_eq!(valid(response), 204);
        }
        Ok(None) => assert!(!state.is_set()),
        Err(error) => show(&error, KEY),
    }
}

/// It can be sent as it is.
fn valid(response: UpstreamResponse) -> u16 {
    let status = response.status();
    let headers = response.headers().count();
    let http: Response<bytes::Bytes> = response.into();
    assert_eq!((http.status().as_u16(), http.headers().len()), (status, headers));
    status
}

struct Shown(String);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

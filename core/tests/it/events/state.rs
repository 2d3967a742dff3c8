//! The state of a connection, through responses and events.

use super::{Raw, read_as};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webpubsub_core::events::{UpstreamResponse, UserEvent};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    seen: u32,
}

/// An event of a connection whose state the service has from this response.
fn after(response: impl Into<UpstreamResponse>, before: Option<&str>) -> UserEvent {
    let response = response.into();
    // What is not there keeps the state, what is empty clears it.
    let state = response.header("ce-connectionState").or(before).filter(|state| !state.is_empty());
    read_as!(Raw::user("message", None, "").with("ce-connectionState", state), User)
}

fn header(response: impl Into<UpstreamResponse>) -> Option<String> {
    response.into().header("ce-connectionState").map(ToOwned::to_owned)
}

#[test]
fn over_ten_events() {
    let connect = read_as!(Raw::event("azure.webpubsub.sys.connect", "{}"), Connect);
    assert_eq!(connect.state::<Seen>(), Ok(None));
    let mut event = after(connect.accept().state(&Seen { seen: 0 }), None);
    for number in 1..=10 {
        let seen = event.state::<Seen>().unwrap().unwrap().seen + 1;
        assert_eq!(seen, number);
        event = after(event.accept().state(&Seen { seen }), None);
    }
    // Kept by a response that says nothing of it.
    assert_eq!(header(event.accept()), None);
    let state = event.context().connection_state().as_str().to_owned();
    assert_eq!(after(event.accept(), Some(&state)).state(), Ok(Some(Seen { seen: 10 })));
}

#[test]
fn cleared_by_an_empty_header() {
    let event = read_as!(Raw::user("message", None, "").with("ce-connectionState", Some("e30=")), User);
    assert!(event.context().connection_state().is_set());
    let response: UpstreamResponse = event.accept().clear_state().into();
    assert_eq!(response.headers().collect::<Vec<_>>(), [("ce-connectionstate", "")]);
    assert!(!after(event.accept().clear_state(), Some("e30=")).context().connection_state().is_set());
    // The last word counts.
    assert_eq!(header(event.accept().clear_state().state(&Seen { seen: 1 })), Some("eyJzZWVuIjoxfQ==".into()));
    assert_eq!(header(event.accept().state(&Seen { seen: 1 }).clear_state()), Some(String::new()));
}

/// Written by `Buffer.from(JSON.stringify({ user: { name: "Zoë" }, n: 1 })).toString("base64")`, as the library for
/// JavaScript does.
#[test]
fn of_another_library() {
    const STATE: &str = "eyJ1c2VyIjp7Im5hbWUiOiJab8OrIn0sIm4iOjF9";
    let event = read_as!(Raw::user("message", None, "").with("ce-connectionState", Some(STATE)), User);
    let state = json!({"user": {"name": "Zoë"}, "n": 1});
    assert_eq!(event.state::<Value>(), Ok(Some(state.clone())));
    let written = header(event.accept().state(&state)).unwrap();
    let read = read_as!(Raw::user("message", None, "").with("ce-connectionState", Some(&written)), User);
    assert_eq!(read.state::<Value>(), Ok(Some(state)));
}

/// The handler sees the error, can look at the text, and decides; it stays unless the response changes it.
#[test]
fn one_that_cannot_be_read() {
    for text in ["%", "bm90IEpTT04=", "WzFd", "eyJzZWVuIjoieCJ9"] {
        let event = read_as!(Raw::user("message", None, "").with("ce-connectionState", Some(text)), User);
        let error = event.state::<Seen>().unwrap_err();
        assert_eq!(error.field(), "state", "{text}");
        assert_eq!(event.context().connection_state().as_str(), text);
        assert_eq!(header(event.accept()), None, "kept");
        assert_eq!(header(event.accept().clear_state()), Some(String::new()), "cleared");
    }
}

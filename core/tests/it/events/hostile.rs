//! Any bytes: no panic, and no event that is not verified.

use super::{FIRST_KEY, Raw, key, upstream};
use proptest::prelude::*;
use webpubsub_core::events::{Event, MqttConnect, UpstreamResponse, signature};

const NAMES: [&str; 16] = [
    "ce-type",
    "ce-hub",
    "ce-connectionId",
    "ce-signature",
    "ce-eventName",
    "ce-id",
    "ce-time",
    "ce-userId",
    "ce-connectionState",
    "ce-subprotocol",
    "content-type",
    "authorization",
    "WebHook-Request-Origin",
    "x-webpubsub-metadata-a",
    "mqtt-a",
    "x-other",
];

const KINDS: [&str; 6] = ["sys.connect", "sys.connected", "sys.disconnected", "gp.joined", "user.message", "x"];

/// Uses all of an event.
pub(super) fn look_at(event: Event) {
    let _ = format!("{event:?}");
    if let Some(context) = event.context() {
        let _ = (context.time(), context.state::<serde_json::Value>(), context.metadata().count());
    }
    match &event {
        Event::User(user) => {
            let _ = (user.text().is_ok(), user.json::<serde_json::Value>(), user.message());
        }
        Event::Connect(connect) => {
            let _ = (connect.query("a"), connect.mqtt().and_then(MqttConnect::password), connect.refuse(403, "x"));
        }
        _ => {}
    }
    let _ = http::Response::<bytes::Bytes>::from(event.accept());
}

proptest! {
    /// A random request is never signed, so never read.
    #[test]
    fn unsigned_bytes_are_rejected(
        headers in prop::collection::vec((prop::sample::select(&NAMES), prop::collection::vec(any::<u8>(), 0..40)), 0..12),
        body in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let pairs = headers.iter().map(|(name, value)| (*name, value.as_slice()));
        let error = upstream().read_parts("POST", pairs, body).unwrap_err();
        prop_assert!((400..500).contains(&UpstreamResponse::from(error).status()));
    }

    /// A signed one with any values and body is read or rejected.
    #[test]
    fn signed_nonsense_does_not_panic(
        kind in prop::sample::select(&KINDS),
        name in prop::sample::select(&NAMES),
        value in "\\PC{0,20}|[A-Za-z0-9+/=]{0,20}|20[0-9-]{8}T[0-9:]{8}Z",
        body in "\\PC{0,60}|[\\[\\]{},:\"\\\\a0e ]{0,60}|\\{\"(mqtt|claims|query|group)\":(null|1|\"x\"|\\[\\{\\}\\]|\\{\"a\":\\[1,\"b\"\\]\\})\\}",
    ) {
        let raw = Raw::event(&format!("azure.webpubsub.{kind}"), body).with(name, Some(&value));
        if let Ok(event) = raw.read() {
            look_at(event);
        }
    }

    /// No connection's signature is another's.
    #[test]
    fn a_signature_is_of_one_connection(signed in "[a-z0-9-]{1,12}", named in "[a-z0-9-]{1,12}") {
        let raw = Raw::event("azure.webpubsub.sys.connected", "{}")
            .with("ce-connectionId", Some(&named))
            .with("ce-signature", Some(&signature([&key(FIRST_KEY)], &signed)));
        prop_assert_eq!(raw.read().is_ok(), signed == named);
    }
}

//! Events of the service itself: connect, connected, disconnected, and those of groups.

use super::{Raw, read_as, upstream};
use webpubsub_core::UnixTime;
use webpubsub_core::events::{Event, UpstreamErrorKind};

const CONNECT: &str = r#"{
    "claims": {"sub": ["ann"], "role": ["webpubsub.sendToGroup.a", "x"], "iat": ["1"]},
    "query": {"room": ["lobby"], "tag": ["1", "2"], "empty": []},
    "headers": {"Cookie": ["a=b"], "X-Real-IP": ["10.0.0.7"]},
    "subprotocols": ["json.webpubsub.azure.v1", "chat"],
    "clientCertificates": [{"thumbprint": "AB12", "content": "-----BEGIN CERTIFICATE-----"}, {"thumbprint": "CD34"}],
    "new": {"in": ["a", "later", "version"]}
}"#;

#[test]
fn connect() {
    let connect = read_as!(Raw::event("azure.webpubsub.sys.connect", CONNECT), Connect);
    assert_eq!((connect.claim("sub"), connect.claim("Sub"), connect.claim("none")), (Some("ann"), None, None));
    assert_eq!(connect.claims().all("role"), ["webpubsub.sendToGroup.a", "x"]);
    assert_eq!((connect.query("room"), connect.query("empty")), (Some("lobby"), None));
    assert_eq!(connect.queries().all("tag"), ["1", "2"]);
    assert_eq!(
        connect.queries().iter().map(|(name, values)| (name, values.len())).collect::<Vec<_>>(),
        [("room", 1), ("tag", 2), ("empty", 0)]
    );
    assert_eq!((connect.header("cookie"), connect.header("x-real-ip")), (Some("a=b"), Some("10.0.0.7")));
    assert_eq!(connect.subprotocols(), ["json.webpubsub.azure.v1", "chat"]);
    let certificates: Vec<_> =
        connect.client_certificates().iter().map(|it| (&*it.thumbprint, it.content.is_some())).collect();
    assert_eq!(certificates, [("AB12", true), ("CD34", false)]);
    assert!(connect.mqtt().is_none());
    assert_eq!((connect.connection_id(), connect.user_id()), ("conn-1", Some("ann")));
}

/// What is not there, and what is not what it should be, has no values.
#[test]
fn bodies_of_other_forms() {
    for body in ["", "{}", r#"{"claims":null,"query":7,"headers":[],"subprotocols":{},"clientCertificates":[1,{}]}"#] {
        let connect = read_as!(Raw::event("azure.webpubsub.sys.connect", body), Connect);
        assert_eq!((connect.claims().iter().count(), connect.queries().iter().count()), (0, 0), "{body}");
        assert!(connect.subprotocols().is_empty() && connect.client_certificates().is_empty(), "{body}");
    }
    let text = read_as!(Raw::event("azure.webpubsub.sys.connect", r#"{"query":{"a":"b"}}"#), Connect);
    assert_eq!(text.query("a"), Some("b"));
    for body in ["{", "[]", "null", "\"x\"", "<html>", "\u{feff}{}"] {
        for kind in ["connect", "disconnected"] {
            let error = Raw::event(&format!("azure.webpubsub.sys.{kind}"), body).read().unwrap_err();
            assert_eq!((error.kind(), error.status()), (UpstreamErrorKind::Body, 400), "{kind} {body}");
        }
    }
}

#[test]
fn connected_and_disconnected() {
    let connected = read_as!(Raw::event("azure.webpubsub.sys.connected", "{}"), Connected);
    assert_eq!((connected.connection_id(), connected.accept().status()), ("conn-1", 204));
    for (body, reason) in
        [(r#"{"reason":"gone"}"#, Some("gone")), (r#"{"reason":null}"#, None), ("{}", None), ("", None)]
    {
        let disconnected = read_as!(Raw::event("azure.webpubsub.sys.disconnected", body), Disconnected);
        assert_eq!((disconnected.reason(), disconnected.mqtt()), (reason, None));
        assert_eq!(disconnected.accept().status(), 204);
    }
}

#[test]
fn groups() {
    let joined = read_as!(Raw::event("azure.webpubsub.gp.joined", r#"{"group":"lobby"}"#), GroupJoined);
    assert_eq!((joined.group(), joined.user_id()), ("lobby", Some("ann")));
    let left = read_as!(Raw::event("azure.webpubsub.gp.left", r#"{"group":"lobby"}"#), GroupLeft);
    assert_eq!((left.group(), left.context().event_name()), ("lobby", "left"));
}

#[test]
fn unknown_events_are_kept() {
    for (kind, body) in [
        ("azure.webpubsub.sys.slept", "{}"),
        ("azure.webpubsub.gp.joined", r#"{"groups":["a"]}"#),
        ("azure.webpubsub.gp.left", "no JSON"),
        ("azure.eventgrid.other", "<x/>"),
        ("", "x"),
    ] {
        let raw = Raw::event(kind, body).with("ce-type", Some(kind));
        if kind.is_empty() {
            assert_eq!(raw.status_by(&upstream()), 400);
            continue;
        }
        let unknown = read_as!(raw, Unknown);
        assert_eq!((unknown.context().event_type(), unknown.body().as_ref()), (kind, body.as_bytes()));
        assert_eq!(unknown.content_type(), Some("application/json; charset=utf-8"));
        assert_eq!(Event::Unknown(unknown).accept().status(), 204);
    }
}

#[test]
fn every_header_is_typed() {
    let raw = Raw::event("azure.webpubsub.user.ping", "{}")
        .with("ce-subprotocol", Some("json.webpubsub.azure.v1"))
        .with("ce-physicalConnectionId", Some("p-1"))
        .with("ce-sessionId", Some("s-1"))
        .with("ce-traceparent", Some("00-1"));
    let event = read_as!(raw, User);
    let context = event.context();
    assert_eq!((context.hub(), context.connection_id(), context.user_id()), ("chat", "conn-1", Some("ann")));
    assert_eq!((context.event_type(), context.event_name()), ("azure.webpubsub.user.ping", "ping"));
    assert_eq!((context.event_id(), context.delivery_id()), ("3", ("conn-1", "3")));
    assert_eq!(context.source(), "/hubs/chat/client/conn-1");
    assert_eq!(context.time(), Some(UnixTime::from_secs(1_795_559_200)));
    assert_eq!(context.subprotocol(), Some("json.webpubsub.azure.v1"));
    assert_eq!((context.physical_connection_id(), context.session_id()), (Some("p-1"), Some("s-1")));
    assert_eq!(context.origin(), Some("contoso.webpubsub.azure.com"));
    assert_eq!((context.spec_version(), context.service_version()), (Some("1.0"), Some("1.0")));
    assert_eq!((context.attribute("TraceParent"), context.attribute("none")), (Some("00-1"), None));
    let bare = ["ce-eventName", "ce-userId", "ce-time", "ce-id", "ce-source", "ce-specversion", "ce-awpsversion"];
    let bare = bare.iter().fold(Raw::user("a.b", None, ""), |raw, name| raw.with(name, None));
    let event = read_as!(bare, User);
    assert_eq!((event.name(), event.user_id(), event.context().time()), ("a.b", None, None));
    assert_eq!((event.context().event_id(), event.context().spec_version()), ("", None));
}

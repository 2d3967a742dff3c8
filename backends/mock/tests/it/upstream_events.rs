//! Events built by a test, as a handler reads them; and events of a run, recorded and played again.

use bytes::Bytes;
use http::{Request, Response};
use webpubsub_mock::events::{Event, MqttVersion, Upstream, UpstreamResponse};
use webpubsub_mock::{ACCESS_KEY, AccessKey, EventRecorder, EventRecording, Message, UpstreamEvent};

fn key() -> AccessKey {
    AccessKey::new(ACCESS_KEY).expect("a key")
}

fn upstream() -> Upstream {
    Upstream::new("chat").allow_origins("mock.webpubsub.azure.com").keys([key()]).expect("an upstream")
}

#[test]
fn signed_and_forged() {
    let event = UpstreamEvent::message(&Message::text("hi")).user_id("ann");
    assert!(upstream().read(&event.signed(&key())).is_ok());
    let older = AccessKey::new("older").unwrap();
    assert!(upstream().read(&event.signed_by([&older, &key()])).is_ok());
    for (forged, status) in [
        (event.unsigned(), 401),
        (event.signed(&older), 401),
        (event.clone().origin("elsewhere.example").signed(&key()), 403),
        (event.clone().hub("news").signed(&key()), 404),
        (event.clone().raw_header("ce-type", "").signed(&key()), 400),
    ] {
        assert_eq!(upstream().read(&forged).unwrap_err().status(), status);
    }
    assert!(!format!("{event:?} {:?}", EventRecording::open("/nonexistent")).contains("ann"));
}

#[test]
fn every_kind() {
    let Event::Handshake(handshake) =
        upstream().read(&UpstreamEvent::handshake("mock.webpubsub.azure.com").unsigned()).unwrap()
    else {
        panic!()
    };
    assert_eq!(handshake.origin(), "mock.webpubsub.azure.com");
    let connect = UpstreamEvent::connect()
        .user_id("ann")
        .connection_id("c-1")
        .claim("role", "a")
        .claim("role", "b")
        .query("room", "lobby")
        .header("Cookie", "x=y")
        .subprotocol("chat")
        .client_certificate("AB");
    let Event::Connect(connect) = connect.event() else { panic!() };
    assert_eq!((connect.context().delivery_id(), connect.user_id()), (("c-1", "0"), Some("ann")));
    assert_eq!(connect.context().source(), "/hubs/chat/client/c-1");
    assert_eq!((connect.claims().all("role").len(), connect.query("room")), (2, Some("lobby")));
    assert_eq!((connect.header("cookie"), connect.subprotocols().len()), (Some("x=y"), 1));
    assert_eq!((connect.client_certificates()[0].thumbprint.as_str(), connect.mqtt().is_none()), ("AB", true));
    let Event::Connect(mqtt) = UpstreamEvent::connect().mqtt(MqttVersion::V311, Some("ann")).event() else { panic!() };
    assert_eq!((mqtt.mqtt().unwrap().version, mqtt.context().subprotocol()), (MqttVersion::V311, Some("mqtt")));
    let Event::User(event) = UpstreamEvent::user_event("add", &Message::json(&[1]).unwrap())
        .state(&serde_json::json!({"n": 1}))
        .metadata("trace", "t-1")
        .event_id(7)
        .event()
    else {
        panic!()
    };
    assert_eq!((event.name(), event.json::<[u8; 1]>(), event.context().event_id()), ("add", Ok([1]), "7"));
    assert_eq!(event.state::<serde_json::Value>().unwrap().unwrap()["n"], 1);
    assert_eq!(event.context().metadata().collect::<Vec<_>>(), [("trace", "t-1")]);
    assert!(matches!(UpstreamEvent::connected().event(), Event::Connected(_)));
    assert!(
        matches!(UpstreamEvent::disconnected("gone").event(), Event::Disconnected(it) if it.reason() == Some("gone"))
    );
    assert!(matches!(UpstreamEvent::group_joined("g").event(), Event::GroupJoined(it) if it.group() == "g"));
    assert!(matches!(UpstreamEvent::group_left("g").hub("news").event(), Event::GroupLeft(it) if it.group() == "g"));
    assert!(matches!(UpstreamEvent::of_type("a.b.c.d", None, "x").event(), Event::Unknown(it) if it.body() == "x"));
}

#[test]
#[should_panic(expected = "only connect has details")]
fn only_connect_has_details() {
    let _ = UpstreamEvent::connected().query("a", "b");
}

fn echo(upstream: &Upstream, request: &Request<Bytes>) -> Response<Bytes> {
    match upstream.read(request) {
        Ok(Event::User(event)) => {
            event.respond(Message::binary(event.body().clone())).state(&serde_json::json!({})).into()
        }
        Ok(other) => other.accept().into(),
        Err(error) => UpstreamResponse::from(error).into(),
    }
}

#[test]
fn a_run_is_played_again() {
    let path = std::env::temp_dir().join(format!("webpubsub-events-{}.jsonl", std::process::id()));
    let recorder = EventRecorder::create(&path).unwrap();
    let requests = [
        UpstreamEvent::handshake("mock.webpubsub.azure.com").unsigned(),
        UpstreamEvent::connect().url("/hook?code=hush-code").raw_header("authorization", "Bearer hush").signed(&key()),
        UpstreamEvent::message(&Message::text("é\n")).signed(&key()),
        UpstreamEvent::message(&Message::binary(vec![0xFF, 0])).signed(&key()),
        UpstreamEvent::disconnected("").signed(&key()),
    ];
    for request in &requests {
        recorder.record(request, &echo(&upstream(), request)).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), requests.len());
    for secret in ["hush", "sha256"] {
        assert!(!text.contains(secret), "{text}");
    }
    // With another key, as at another time.
    let key = AccessKey::new("another").unwrap();
    let upstream = Upstream::new("chat").keys([key.clone()]).unwrap();
    let mut played = 0;
    for (event, recorded) in EventRecording::open(&path).unwrap().zip(&requests) {
        let request = event.request(&key);
        assert_eq!((request.method(), request.body()), (recorded.method(), recorded.body()));
        let response = echo(&upstream, &request);
        let before = event.response();
        assert_eq!((response.status(), response.body()), (before.status(), before.body()), "{event:?}");
        assert_eq!(response.headers().get("ce-connectionstate"), before.headers().get("ce-connectionstate"));
        played += 1;
    }
    assert_eq!(played, requests.len());
    for (line, error) in [("{}", "line 1: missing field"), ("{\"method\":\"POST\"", "line 1: EOF")] {
        std::fs::write(&path, line).unwrap();
        let shown = EventRecording::open(&path).unwrap_err().to_string();
        assert!(shown.starts_with(error), "{shown}");
    }
    std::fs::write(&path, text.replace("\"POST\"", "\"P T\"")).unwrap();
    assert_eq!(EventRecording::open(&path).unwrap_err().to_string(), "line 2: is not a valid request");
    std::fs::remove_file(&path).unwrap();
}

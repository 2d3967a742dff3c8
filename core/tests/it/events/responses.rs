//! What the service and the client receive.

use super::{Raw, read_as};
use serde_json::{Value, json};
use webpubsub_core::events::{AcceptConnect, Connect, Event, UpstreamResponse, UserEvent};
use webpubsub_core::{Message, Role};

fn connect() -> Connect {
    read_as!(Raw::event("azure.webpubsub.sys.connect", r#"{"subprotocols":["chat"]}"#), Connect)
}

fn message() -> UserEvent {
    read_as!(Raw::user("message", Some("text/plain"), "hi"), User)
}

fn of(response: impl Into<UpstreamResponse>) -> (u16, Option<String>, String) {
    let response = response.into();
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status(), response.header("content-type").map(ToOwned::to_owned), body)
}

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

#[test]
fn a_client_is_let_in() {
    assert_eq!(of(connect().accept()), (204, None, String::new()));
    let all = connect().accept().user_id("ann").group("lobby").group("a/b").role(Role::send_to_any_group());
    let (status, content_type, body) = of(all.subprotocol("chat"));
    assert_eq!((status, content_type.as_deref()), (200, Some(JSON)));
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        json!({"userId": "ann", "groups": ["lobby", "a/b"], "roles": ["webpubsub.sendToGroup"], "subprotocol": "chat"})
    );
    assert_eq!(of(connect().accept().no_roles()).2, r#"{"roles":[]}"#);
    assert_eq!(of(connect().accept().user_id("")).2, r#"{"userId":""}"#);
}

#[test]
fn a_client_is_kept_out_with_status_and_text() {
    for status in [400, 401, 403, 429, 500, 599] {
        assert_eq!(
            of(connect().refuse(status, "room é is full")),
            (status, Some(TEXT.into()), "room é is full".into())
        );
        assert_eq!(of(message().refuse(status, "")).0, status);
    }
    for status in [0, 100, 200, 302, 600] {
        let response = connect().refuse(status, "secret reason");
        let error = response.error().unwrap().to_string();
        assert_eq!(error, format!("status: must be 400 to 599 to refuse, is {status}"));
        assert_eq!(of(response), (500, None, String::new()));
    }
}

#[test]
fn messages_for_the_client() {
    assert_eq!(of(message().accept()), (204, None, String::new()));
    for (sent, content_type, body) in [
        (Message::text("é"), TEXT, "é"),
        (Message::json(&[1]).unwrap(), JSON, "[1]"),
        (Message::binary("b"), "application/octet-stream", "b"),
        (Message::text(""), TEXT, ""),
    ] {
        assert_eq!(of(message().respond(sent)), (200, Some(content_type.into()), body.into()));
    }
    let response = message().respond(Message::text("x")).metadata("Trace", "t-1").mqtt_user_property("Color", "red");
    let response = response.build().unwrap();
    assert_eq!(
        (response.header("x-webpubsub-metadata-trace"), response.header("mqtt-color")),
        (Some("t-1"), Some("red"))
    );
}

/// What is invalid is never sent; the handler's log says what it was.
#[test]
fn what_is_invalid_is_500_with_an_empty_body() {
    let large = Message::binary(vec![0; Message::MAX_SIZE + 1]);
    for (response, field) in [
        (UpstreamResponse::from(connect().accept().group("")), "group"),
        (connect().accept().group("g".repeat(1_025)).into(), "group"),
        (connect().accept().group("..").into(), "group"),
        (connect().accept().role(Role::send_to_group("")).into(), "role"),
        (connect().accept().role("webpubsub.joinLeaveGroup...".parse().unwrap()).into(), "role"),
        (connect().accept().subprotocol("not-offered").into(), "subprotocol"),
        (connect().accept().mqtt_user_property("a", "b").into(), "mqtt user property"),
        (connect().accept().state(&7).into(), "state"),
        (message().respond(large).into(), "message"),
        (message().accept().metadata("a b", "c").into(), "metadata"),
        (message().accept().metadata("a", "b\r\nset-cookie: c").into(), "metadata"),
        (message().accept().mqtt_user_property("a", "b\nc").into(), "mqtt user property"),
        (message().accept().mqtt_user_property("a:", "b").into(), "mqtt user property"),
        (message().accept().state(&"x".repeat(9_000)).into(), "state"),
    ] {
        assert_eq!(response.error().unwrap().field(), field);
        assert_eq!((response.status(), response.headers().count(), response.body().len()), (500, 0, 0), "{field}");
    }
    assert_eq!(connect().accept().group(" ").build().unwrap_err().field(), "group");
}

/// A handler fails; its reason is for the log alone.
#[test]
fn an_error_of_the_handler_does_not_leave_the_server() {
    let fails = || -> Result<AcceptConnect, Box<dyn std::error::Error>> { Err("password hush of the database".into()) };
    for response in [UpstreamResponse::from_result(fails()), UpstreamResponse::internal_error()] {
        assert_eq!((response.headers().count(), of(response)), (0, (500, None, String::new())));
    }
    let works = || -> Result<AcceptConnect, std::fmt::Error> { Ok(connect().accept().user_id("ann")) };
    assert_eq!(of(UpstreamResponse::from_result(works())).0, 200);
    assert!(!format!("{:?}", connect().refuse(403, "hush")).contains("hush"));
}

/// Whoever handles one kind of event lets the others pass.
#[test]
fn any_event_can_be_accepted() {
    for (raw, status) in [
        (Raw::event("azure.webpubsub.sys.connect", "{}"), 204),
        (Raw::event("azure.webpubsub.sys.connected", "{}"), 204),
        (Raw::event("azure.webpubsub.sys.disconnected", "{}"), 204),
        (Raw::user("message", None, "x"), 204),
        (Raw::event("azure.webpubsub.gp.joined", r#"{"group":"g"}"#), 204),
        (Raw::event("azure.webpubsub.gp.left", r#"{"group":"g"}"#), 204),
        (Raw::event("azure.webpubsub.sys.new", "{}"), 204),
        (Raw { method: "OPTIONS", ..Raw::event("x", "") }, 200),
    ] {
        let event = raw.read().unwrap();
        assert_eq!(event.context().is_none(), matches!(event, Event::Handshake(_)));
        let response = event.accept();
        assert_eq!((response.status(), response.body().len()), (status, 0));
    }
}

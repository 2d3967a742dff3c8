//! What a test can ask of a request, and which tokens are believed.

use crate::now;
use serde_json::json;
use std::time::Duration;
use webpubsub_mock::operations::{AddConnectionsToGroups, SendToGroup};
use webpubsub_mock::{
    ACCESS_KEY, AccessKey, BearerToken, CallOptions, Captured, Claims, ClientAccess, ENDPOINT, Filter, Message,
    MockTransport, Role, Target, WebPubSubServiceClient,
};

fn sent(operation: &impl webpubsub_mock::Operation<Output = ()>) -> Captured {
    let mock = MockTransport::new();
    now(mock.client("chat").call(operation)).expect("sent");
    mock.captured().remove(0)
}

#[test]
fn names_and_query() {
    let operation = SendToGroup::new("a/b ü", Message::text("hi"))
        .excluded(["c 1", "c&2"])
        .filter(Filter::user_id().ne("it's me"))
        .message_ttl_seconds(60);
    let sent = sent(&operation);
    assert_eq!((sent.operation(), sent.hub().as_deref()), ("send_to_group", Some("chat")));
    assert_eq!((sent.group().as_deref(), sent.user_id(), sent.connection_id()), (Some("a/b ü"), None, None));
    assert_eq!(sent.path(), "/api/hubs/chat/groups/a/b ü/:send");
    assert_eq!(sent.request().uri().path(), "/api/hubs/chat/groups/a%2Fb%20%C3%BC/:send");
    assert_eq!(sent.values("excluded"), ["c 1", "c&2"]);
    assert_eq!(sent.values("filter"), ["userId ne 'it''s me'"]);
    assert_eq!(sent.values("messageTtlSeconds"), ["60"]);
    assert!(sent.query().contains(&("api-version".to_owned(), "2024-12-01".to_owned())));
}

#[test]
fn messages_compare_by_kind_and_bytes() {
    let (client, mock) = webpubsub_mock::client("chat");
    let json = Message::json(&json!({ "a": 1 })).expect("json");
    for message in [Message::text("5"), Message::raw_json("5").expect("json"), Message::binary("5"), json] {
        now(client.send_to_user("u", message)).expect("sent");
    }
    now(client.close_user_connections("u")).expect("closed");
    let messages = mock.messages();
    assert_eq!(messages[0], Message::text("5"));
    assert_ne!(messages[1], Message::text("5"));
    assert_eq!(messages[2], Message::binary("5"));
    assert_eq!((messages.len(), mock.captured().len()), (4, 5));
    assert_eq!(mock.captured()[3].json::<serde_json::Value>(), json!({ "a": 1 }));
    assert_eq!(mock.captured()[4].message(), None);
    let operation = AddConnectionsToGroups::new(["a", "b"]).filter(Filter::user_id().eq("ann"));
    assert_eq!(sent(&operation).json::<serde_json::Value>()["groups"], json!(["a", "b"]));
}

#[test]
fn headers_of_the_caller() {
    let mock = MockTransport::new();
    let options = CallOptions::new().header("x-gateway-key", "open").request_id("id-1");
    now(mock.client("chat").with(options).send_to_all(Message::text("hi"))).expect("sent");
    let sent = mock.captured().remove(0);
    assert_eq!((sent.header("x-gateway-key"), sent.header("x-ms-client-request-id")), (Some("open"), Some("id-1")));
}

#[test]
fn claims_are_for_this_request() {
    let (client, mock) = webpubsub_mock::client("chat");
    now(client.send_to_group("a/b", Message::text("hi"))).expect("sent");
    let claims = mock.captured()[0].claims().expect("signed");
    assert_eq!(claims.audience(), format!("{ENDPOINT}/api/hubs/chat/groups/a%2Fb/:send?api-version=2024-12-01"));
    // Behind a reverse proxy the token still names the service.
    let target = Target::new(ENDPOINT, "chat").and_then(|target| target.reverse_proxy("https://gate.example/ps"));
    let key = AccessKey::new(ACCESS_KEY).expect("a key");
    let proxied = WebPubSubServiceClient::with_transport(mock.clone(), target.expect("a target"), key);
    now(proxied.send_to_all(Message::text("hi"))).expect("sent");
    let sent = mock.captured().remove(1);
    assert_eq!(sent.request().uri().host(), Some("gate.example"));
    assert!(sent.claims().expect("signed").audience().starts_with(ENDPOINT));
}

#[test]
fn tokens_that_are_not_believed() {
    let reason = |captured: &Captured| captured.claims().expect_err("not believed").to_string();
    // Another key.
    let mock = MockTransport::new().key("another");
    now(mock.client("chat").send_to_all(Message::text("hi"))).expect("sent");
    assert_eq!(reason(&mock.captured()[0]), "token: was signed with another key, or changed");
    // The right one of one's own.
    let own = MockTransport::new().key("own");
    let client = WebPubSubServiceClient::with_transport(
        own.clone(),
        Target::new(ENDPOINT, "chat").expect("a target"),
        AccessKey::new("own").expect("a key"),
    );
    now(client.send_to_all(Message::text("hi"))).expect("sent");
    own.captured()[0].claims().expect("signed");
    // Nobody's token.
    let client = WebPubSubServiceClient::with_transport(
        own.clone(),
        Target::new(ENDPOINT, "chat").expect("a target"),
        BearerToken::new("opaque").expect("a token"),
    );
    now(client.send_to_all(Message::text("hi"))).expect("sent");
    assert_eq!(reason(&own.captured()[1]), "token: has no signature");
    // One for another request, one that is missing.
    let good = own.captured().remove(0);
    let mut other = good.request().clone();
    *other.uri_mut() = format!("{ENDPOINT}/api/hubs/chat/:closeConnections").parse().expect("a URL");
    let other = MockTransport::new().key("own").otherwise_captured(other);
    assert_eq!(reason(&other), "token: is for another request");
    let mut bare = good.request().clone();
    bare.headers_mut().remove("authorization");
    assert_eq!(reason(&Captured::of(&bare)), "token: is missing");
}

/// Sends a request as it is.
trait Carry {
    fn otherwise_captured(self, request: http::Request<bytes::Bytes>) -> Captured;
}

impl Carry for MockTransport {
    fn otherwise_captured(self, request: http::Request<bytes::Bytes>) -> Captured {
        now(webpubsub_mock::SendHttpTransport::send(&self, request)).expect("answered");
        self.captured().remove(0)
    }
}

#[test]
fn an_old_token_is_not_believed() {
    let (client, mock) = webpubsub_mock::client("chat");
    now(client.send_to_all(Message::text("hi"))).expect("sent");
    let request = mock.captured()[0].request().clone();
    mock.advance(Duration::from_secs(299));
    let in_time = mock.clone().otherwise_captured(request.clone());
    in_time.claims().expect("still good");
    mock.advance(Duration::from_secs(1));
    now(webpubsub_mock::SendHttpTransport::send(&mock, request)).expect("answered");
    let late = mock.captured().remove(2);
    assert_eq!(late.claims().expect_err("old").to_string(), "token: was too old when it was sent");
}

#[test]
fn tokens_for_clients() {
    let (client, mock) = webpubsub_mock::client("chat");
    let access = ClientAccess::new()
        .user_id("ann")
        .group("lobby")
        .role(Role::join_leave_any_group())
        .minutes(5)
        .claim("tier", &3)
        .expect("a claim");
    let token = now(client.client_access_token(&access)).expect("a token");
    assert!(mock.captured().is_empty(), "made without a request");
    let claims = Claims::verify(token.token().expose(), ACCESS_KEY).expect("signed");
    assert_eq!((claims.user_id(), claims.groups(), claims.get::<u32>("tier")), (Some("ann"), vec!["lobby"], Some(3)));
    assert_eq!(claims.get::<u32>("sub"), None, "it is no number");
    assert_eq!(claims.expires().since(webpubsub_mock::SendHttpTransport::now(&mock)), Duration::from_secs(300));
    let token = token.token().expose();
    for (changed, key) in [
        (token.to_owned(), "other"),
        (token.replace("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJhbGciOiJub25lIn0"), ACCESS_KEY),
        (format!("{token}A"), ACCESS_KEY),
        (token[..token.rfind('.').expect("a dot")].to_owned(), ACCESS_KEY),
        (String::new(), ACCESS_KEY),
    ] {
        let error = Claims::verify(&changed, key).expect_err("not believed").to_string();
        assert!(!error.contains("eyJ"), "{error}");
    }
}

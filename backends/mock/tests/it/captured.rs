//! What a test can read of a request, and which tokens are valid.

use crate::now;
use serde_json::json;
use std::time::Duration;
use webpubsub_mock::operations::{AddConnectionsToGroups, Operation, SendToGroup};
use webpubsub_mock::transport::{Attempt, SendHttpTransport};
use webpubsub_mock::{
    ACCESS_KEY, AccessKey, BearerToken, CallOptions, Captured, Claims, ClientAccess, ENDPOINT, Filter, Message,
    MockTransport, Role, Target, WebPubSubServiceClient,
};

fn sent(operation: &impl Operation<Output = ()>) -> Captured {
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
    let options = CallOptions::new().header("x-gateway-key", "open").client_request_id("id-1");
    now(mock.client("chat").with_options(options).send_to_all(Message::text("hi"))).expect("sent");
    let sent = mock.captured().remove(0);
    assert_eq!((sent.header("x-gateway-key"), sent.header("x-ms-client-request-id")), (Some("open"), Some("id-1")));
}

#[test]
fn claims_are_for_this_request() {
    let (client, mock) = webpubsub_mock::client("chat");
    now(client.send_to_group("a/b", Message::text("hi"))).expect("sent");
    let claims = mock.captured()[0].claims().expect("signed");
    assert_eq!(claims.audience(), format!("{ENDPOINT}/api/hubs/chat/groups/a%2Fb/:send?api-version=2024-12-01"));
    // Behind a gateway the token still names the service.
    for gateway in ["https://gate.example/ps", "https://gate.example/api"] {
        let target = Target::new(ENDPOINT, "chat").expect("a target").gateway(gateway);
        let key = AccessKey::new(ACCESS_KEY).expect("a key");
        let behind = WebPubSubServiceClient::with_transport(mock.clone(), target, key);
        now(behind.send_to_all(Message::text("hi"))).expect("sent");
        let sent = mock.captured().pop().expect("captured");
        assert_eq!(sent.request().uri().host(), Some("gate.example"));
        assert!(sent.claims().expect("signed").audience().starts_with(ENDPOINT));
    }
}

#[test]
fn tokens_that_are_invalid() {
    let reason = |captured: &Captured| captured.claims().expect_err("invalid").to_string();
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
    // A token that no known key signed.
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
    let other = sent_as_it_is(&MockTransport::new().key("own"), other);
    assert_eq!(reason(&other), "token: is for another request");
    let mut bare = good.request().clone();
    bare.headers_mut().remove("authorization");
    assert_eq!(reason(&Captured::of(&bare, ATTEMPT)), "token: is missing");
}

const ATTEMPT: Attempt = Attempt::new("send_to_all", 1, Duration::from_secs(30));

/// Sends a request as it is.
fn sent_as_it_is(mock: &MockTransport, request: http::Request<bytes::Bytes>) -> Captured {
    now(SendHttpTransport::send(mock, request, ATTEMPT)).expect("a response");
    mock.captured().pop().expect("captured")
}

#[test]
fn an_expired_token_is_invalid() {
    let (client, mock) = webpubsub_mock::client("chat");
    now(client.send_to_all(Message::text("hi"))).expect("sent");
    let request = mock.captured()[0].request().clone();
    mock.advance(Duration::from_secs(299));
    let in_time = sent_as_it_is(&mock, request.clone());
    in_time.claims().expect("still valid");
    mock.advance(Duration::from_secs(1));
    let late = sent_as_it_is(&mock, request);
    assert_eq!(late.claims().expect_err("expired").to_string(), "token: had expired when it was sent");
}

#[test]
fn tokens_for_clients() {
    let (client, mock) = webpubsub_mock::client("chat");
    let access = ClientAccess::new()
        .user_id("ann")
        .group("lobby")
        .role(Role::join_leave_any_group())
        .minutes(5)
        .claim("tier", &3);
    let token = now(client.client_access_token(&access)).expect("a token");
    assert!(mock.captured().is_empty(), "made without a request");
    let claims = Claims::verify(token.token().expose(), ACCESS_KEY).expect("signed");
    assert_eq!((claims.user_id(), claims.groups(), claims.get::<u32>("tier")), (Some("ann"), vec!["lobby"], Some(3)));
    assert_eq!(claims.get::<u32>("sub"), None, "it is not a number");
    assert_eq!(claims.expires().since(SendHttpTransport::now(&mock)), Duration::from_secs(300));
    let token = token.token().expose();
    for (changed, key) in [
        (token.to_owned(), "other"),
        (token.replace("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJhbGciOiJub25lIn0"), ACCESS_KEY),
        (format!("{token}A"), ACCESS_KEY),
        (token[..token.rfind('.').expect("a dot")].to_owned(), ACCESS_KEY),
        (String::new(), ACCESS_KEY),
    ] {
        let error = Claims::verify(&changed, key).expect_err("invalid").to_string();
        assert!(!error.contains("eyJ"), "{error}");
    }
}

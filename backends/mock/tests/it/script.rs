//! Each step is the outcome of one request, in order, in virtual time.

use crate::now;
use http::Response;
use serde_json::json;
use std::time::Duration;
use webpubsub_mock::entra::ClientSecret;
use webpubsub_mock::operations::{ConnectionsPage, GroupMember, ListConnections, RawRequest, RawResponse, SendToAll};
use webpubsub_mock::{
    ACCESS_KEY, CallOptions, Captured, Claims, ClientAccess, ErrorKind, Message, Method, MockTransport, RetryPolicy,
    Target, TransportErrorKind, responses,
};

fn hi() -> Message {
    Message::text("hi")
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn kind(error: &webpubsub_mock::Error) -> Option<TransportErrorKind> {
    match error.kind() {
        ErrorKind::Transport(error) => Some(error.kind()),
        _ => None,
    }
}

#[test]
fn three_retries_with_long_backoff() {
    let mock = MockTransport::new()
        .respond_throttled(seconds(20))
        .respond_throttled(Duration::from_millis(30_500))
        .refuse_connection();
    let detailed = now(mock.client("chat").call_detailed(&SendToAll::new(hi()))).expect("sent in the end");
    assert_eq!((detailed.attempts, mock.captured().len(), mock.steps_left()), (4, 4, 0));
    assert_eq!(mock.sleeps()[..2], [seconds(20), Duration::from_millis(30_500)]);
    assert_eq!(mock.elapsed(), mock.sleeps().iter().sum::<Duration>());
    assert_eq!(mock.captured().iter().map(Captured::attempt).collect::<Vec<_>>(), [1, 2, 3, 4]);
    mock.captured().iter().for_each(|sent| drop(sent.claims().expect("signed again for each attempt")));
}

#[test]
fn errors_are_the_services() {
    let mock = MockTransport::new().respond_error(404, "Error.Connection.NotExisted");
    let error = now(mock.client("chat").close_connection("c")).expect_err("not there");
    assert!(error.is_not_found());
    assert_eq!(error.service().and_then(|service| service.code()), Some("Error.Connection.NotExisted"));
    // HEAD has no body; the code comes by header.
    let mock = MockTransport::new().respond_error(500, "Oops").respond_error(403, "Forbidden");
    let error = now(mock.client("chat").user_exists("u")).expect_err("forbidden");
    assert!(error.is_auth() && error.attempts() == 2, "{error}");
    assert_eq!(error.service().map(|service| (service.code(), service.body().len())), Some((Some("Forbidden"), 0)));
    let throttled = MockTransport::new();
    throttled.otherwise(|_, _| responses::throttled(Duration::from_nanos(1)));
    let error = now(throttled.client("chat").send_to_all(hi())).expect_err("always");
    assert!(error.is_throttled() && error.attempts() == 4);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1)), "never less than the wait that was set");
}

#[test]
fn failures_without_a_response() {
    let mock = MockTransport::new().drop_after_sending();
    let error = now(mock.client("chat").send_to_all(hi())).expect_err("dropped");
    assert_eq!((kind(&error), error.attempts()), (Some(TransportErrorKind::Interrupted), 1));
    assert!(error.may_have_taken_effect());

    let mock = MockTransport::new().never_respond();
    let options = CallOptions::new().attempt_timeout(seconds(7));
    let error = now(mock.client("chat").with_options(options).send_to_all(hi())).expect_err("no response");
    assert!(error.is_timeout() && error.may_have_taken_effect());
    assert_eq!((mock.elapsed(), mock.captured()[0].timeout()), (seconds(7), seconds(7)));

    let mock = MockTransport::new().refuse_connection();
    let never = CallOptions::new().retry(RetryPolicy::never());
    let error = now(mock.client("chat").with_options(never).send_to_all(hi())).expect_err("refused");
    assert_eq!(kind(&error), Some(TransportErrorKind::NotSent));
    assert!(!error.may_have_taken_effect());

    let mock = MockTransport::new().fail_with(TransportErrorKind::ResponseTooLarge);
    let error = now(mock.client("chat").send_to_all(hi())).expect_err("too large");
    assert_eq!(kind(&error), Some(TransportErrorKind::ResponseTooLarge));
}

#[test]
fn bodies_and_whole_responses() {
    let mock = MockTransport::new();
    mock.respond_json(&json!({ "value": [{ "connectionId": "c1" }, { "connectionId": "c2", "userId": "ann" }] }));
    let page = now(mock.client("chat").call(&ListConnections::new("g"))).expect("a page");
    let members = vec![GroupMember::new("c1", None), GroupMember::new("c2", Some("ann"))];
    assert_eq!(page, ConnectionsPage::new(members, None));
    mock.respond(Response::new("pot".into()));
    let raw = now(mock.client("chat").send_request(RawRequest::new(Method::Get, "/api/x"))).expect("a response");
    assert_eq!(raw, RawResponse::new(200, "pot"));
    mock.respond(Response::builder().status(307).header("location", "https://elsewhere").body("go".into()).unwrap());
    assert_eq!(now(mock.client("chat").send_to_all(hi())).expect_err("no success").status(), Some(307));
}

#[test]
fn when_the_script_is_used_up() {
    let mock = MockTransport::new().respond_error(409, "Once");
    let client = mock.client("chat");
    assert!(now(client.send_to_all(hi())).is_err());
    assert!(now(client.send_to_all(hi())).is_ok(), "the default is success");
    mock.otherwise(|request, attempt| {
        let full = Captured::of(request, attempt).group().as_deref() == Some("full");
        if full { responses::error(403, "Full") } else { responses::success(request, attempt) }
    });
    assert!(now(client.send_to_group("full", hi())).expect_err("full").is_auth());
    now(client.send_to_group("lobby", hi())).expect("open");
    mock.respond_error(404, "Again");
    assert_eq!(mock.steps_left(), 1);
    assert!(now(client.send_to_group("lobby", hi())).expect_err("the script comes first").is_not_found());
}

#[test]
fn a_client_from_a_connection_string_has_the_handle() {
    let client =
        webpubsub_mock::WebPubSubServiceClient::from_connection_string(webpubsub_mock::CONNECTION_STRING, "chat");
    let client = client.expect("a client");
    now(client.hub("news").send_to_all(hi())).expect("sent");
    let sent = client.transport().captured();
    assert_eq!(sent[0].hub().as_deref(), Some("news"));
    sent[0].claims().expect("signed with the key in the string");
}

#[test]
#[should_panic(expected = "hub: ")]
fn an_invalid_hub() {
    MockTransport::new().client("1");
}

/// With Microsoft Entra ID the client fetches a token by itself, which uses no step.
#[test]
fn token_requests_are_not_scripted_unless_set() {
    let secret = ClientSecret::new("tenant", "client", "hush").expect("a secret");
    let target = Target::new(webpubsub_mock::ENDPOINT, "chat").expect("a target");
    let mock = MockTransport::new().respond_error(409, "First").respond_ok();
    let client = webpubsub_mock::WebPubSubServiceClient::with_transport(mock.clone(), target, secret);
    assert_eq!(now(client.send_to_all(hi())).expect_err("the first step").status(), Some(409));
    let access = ClientAccess::new().user_id("ann");
    let token = now(client.client_access_token(&access)).expect("made by the service");
    assert_eq!(Claims::verify(token.token().expose(), ACCESS_KEY).expect("signed").user_id(), Some("ann"));
    let operations: Vec<&str> = mock.captured().iter().map(Captured::operation).collect();
    assert_eq!(operations, ["send_to_all", "generate_client_token"]);
    assert_eq!(mock.captured()[0].header("authorization"), Some("Bearer mock-entra-token"));
}

#[test]
fn scripted_token_requests_use_steps_and_are_captured() {
    let secret = ClientSecret::new("tenant", "client", "hush").expect("a secret");
    let target = Target::new(webpubsub_mock::ENDPOINT, "chat").expect("a target");
    let mock = MockTransport::new().script_token_requests();
    mock.respond_error(503, "Busy").respond_json(&json!({ "expires_in": 60, "access_token": "mine" })).respond_ok();
    let client = webpubsub_mock::WebPubSubServiceClient::with_transport(mock.clone(), target, secret);
    now(client.send_to_all(hi())).expect("sent");
    let sent: Vec<_> = mock.captured().iter().map(|sent| (sent.operation(), sent.attempt())).collect();
    assert_eq!(sent, [("get_token", 1), ("get_token", 2), ("send_to_all", 1)]);
    assert_eq!(mock.captured()[2].header("authorization"), Some("Bearer mine"));
    assert!(mock.captured()[0].claims().is_err() && mock.messages() == [hi()]);
}

#[test]
fn random_numbers_differ_unless_fixed() {
    let backoff = |mock: MockTransport| {
        mock.refuse_connection().refuse_connection();
        now(mock.client("chat").send_to_all(hi())).expect("sent");
        mock.sleeps()
    };
    assert_eq!(backoff(MockTransport::new().fixed_random([0; 16])), [Duration::ZERO; 2]);
    assert_eq!(backoff(MockTransport::new().fixed_random([0xFF; 16])), [500, 1_000].map(Duration::from_millis));
    let drawn = backoff(MockTransport::new());
    assert!(drawn[0] != drawn[1] && drawn == backoff(MockTransport::new()), "the same in each run");
}

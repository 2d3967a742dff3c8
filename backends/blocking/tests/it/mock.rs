//! Unit tests of code that publishes: the mock under the blocking client, in virtual time.

use std::time::{Duration, Instant};
use webpubsub_blocking::operations::{ConnectionsPage, GroupMember, ListConnections};
use webpubsub_blocking::{
    CallOptions, ClientAccess, Error, ErrorKind, GenericClient, Message, RetryPolicy, SharedClient,
};
use webpubsub_mock::MockTransport;

fn client(mock: &MockTransport) -> GenericClient<MockTransport> {
    mock.client("chat").into()
}

#[test]
fn one_type_for_production_and_tests() {
    fn notify(client: &SharedClient) -> Result<(), Error> {
        client.send_to_user("ann", Message::text("hi"))
    }
    let mock = MockTransport::new();
    notify(&mock.shared_client("chat").into()).expect("accepted");
    notify(&client(&mock).into_shared()).expect("accepted");
    assert_eq!(mock.messages(), [Message::text("hi"), Message::text("hi")]);
}

#[test]
fn retries_wait_in_virtual_time() {
    let mock = MockTransport::new();
    mock.respond_throttled(Duration::from_secs(7)).never_respond().refuse_connection().respond_ok();
    let begin = Instant::now();
    let options = CallOptions::new().retry(RetryPolicy::at_least_once().max_attempts(4));
    let send = webpubsub_blocking::operations::SendToAll::new(Message::text("hi"));
    let detailed = client(&mock).with_options(options).call_detailed(&send).expect("accepted");
    assert_eq!(detailed.attempts, 4);
    assert!(mock.elapsed() >= Duration::from_secs(37), "{:?}", mock.sleeps());
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_listing_is_an_iterator_that_ends_after_an_error() {
    let mock = MockTransport::new();
    let page = |member: &str, next: &str| serde_json::json!({ "value": [{ "connectionId": member, "userId": "ann" }], "nextLink": next });
    let link = "https://mock.webpubsub.azure.com/api/hubs/chat/groups/g/connections?continuationToken=2&api-version=2024-12-01";
    mock.respond_json(&page("1", link)).respond_json(&page("2", ""));
    let client = client(&mock);
    let members: Result<Vec<GroupMember>, Error> = client.list_connections("g").collect();
    assert_eq!(members.expect("two"), [GroupMember::new("1", Some("ann")), GroupMember::new("2", Some("ann"))]);

    mock.respond_json(&page("1", link)).respond_error(403, "Forbidden");
    let mut pages = client.list_connections_with(ListConnections::new("g").max_page_size(1)).pages();
    let first: ConnectionsPage = pages.next().expect("a page").expect("the first");
    assert_eq!(first.continuation_token().as_deref(), Some("2"));
    assert_eq!(pages.next().expect("an error").expect_err("forbidden").status(), Some(403));
    assert!(pages.next().is_none());
    assert_eq!(mock.captured().len(), 4);
}

#[test]
fn what_is_invalid_is_rejected_before_it_is_sent() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let rejected = client.send_to_group("..", Message::text("hi")).expect_err("invalid");
    assert!(matches!(rejected.kind(), ErrorKind::Build(error) if error.field() == "group"), "{rejected:?}");
    client.hub(" ").send_to_all(Message::text("hi")).expect_err("invalid");
    assert_eq!(mock.captured().len(), 0);
    let token = client.client_access_token(&ClientAccess::new().user_id("ann")).expect("a token");
    assert!(token.base_url().starts_with("wss://mock.webpubsub.azure.com/client/hubs/chat"));
    assert!(!format!("{client:?}").contains(webpubsub_mock::ACCESS_KEY));
}

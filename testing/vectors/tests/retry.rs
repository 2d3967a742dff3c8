//! Every operation through the whole client, in virtual time: its loop does what the retry policy decides, whatever
//! becomes of each attempt.
//!
//! What the policy decides is not stated here: its table is in `core/src/retry`, with a test.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;
use webpubsub_core::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, CloseAllConnections, CloseConnection,
    CloseGroupConnections, CloseUserConnections, ConnectionExists, GenerateClientToken, GrantPermission, GroupExists,
    HasPermission, Health, ListConnections, RawRequest, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup,
    RemoveConnectionsFromGroups, RemoveUserFromAllGroups, RemoveUserFromGroup, RevokePermission, SendToAll,
    SendToConnection, SendToGroup, SendToUser, UserExists,
};
use webpubsub_core::{
    AccessKey, CallOptions, ClientAccess, Error, ErrorKind, Message, Method, Permission, RetryPolicy, Target,
    TransportErrorKind, WebPubSubServiceClient,
};
use webpubsub_vectors::behaviour::{Jitter, ReplayTransport, Scripted, ready};
use webpubsub_vectors::facts::retry::{Attempt, ExpectedCall};
use webpubsub_vectors::recording::Response;

type Client<'a> = WebPubSubServiceClient<&'a ReplayTransport>;

/// An operation: whether it is idempotent, its verb, its success, and a call that returns a raw request's status.
type Row = (bool, &'static str, (u16, &'static str), fn(&Client<'_>) -> Result<u16, Error>);

#[rustfmt::skip] // Rows, not code.
const OPERATIONS: &[Row] = &[
    (false, "POST", (202, ""), |c| made(c.call(&SendToAll::new(hi())))),
    (false, "POST", (202, ""), |c| made(c.call(&SendToGroup::new("g", hi())))),
    (false, "POST", (202, ""), |c| made(c.call(&SendToUser::new("u", hi())))),
    (false, "POST", (202, ""), |c| made(c.call(&SendToConnection::new("c", hi())))),
    (false, "POST", (204, ""), |c| made(c.call(&CloseAllConnections::new()))),
    (false, "POST", (204, ""), |c| made(c.call(&CloseGroupConnections::new("g")))),
    (false, "POST", (204, ""), |c| made(c.call(&CloseUserConnections::new("u")))),
    (false, "POST", (200, ""), |c| raw(c, Method::Post)),
    (false, "PATCH", (200, ""), |c| raw(c, Method::Patch)),
    (true, "HEAD", (200, ""), |c| made(c.call(&Health::new()))),
    (true, "HEAD", (200, ""), |c| made(c.call(&ConnectionExists::new("c")))),
    (true, "HEAD", (200, ""), |c| made(c.call(&GroupExists::new("g")))),
    (true, "HEAD", (200, ""), |c| made(c.call(&UserExists::new("u")))),
    (true, "HEAD", (200, ""), |c| made(c.call(&HasPermission::new(Permission::SendToGroup, "c")))),
    (true, "GET", (200, r#"{"value":[]}"#), |c| made(c.call(&ListConnections::new("g")))),
    (true, "PUT", (200, ""), |c| made(c.call(&AddConnectionToGroup::new("g", "c")))),
    (true, "PUT", (200, ""), |c| made(c.call(&AddUserToGroup::new("g", "u")))),
    (true, "PUT", (200, ""), |c| made(c.call(&GrantPermission::new(Permission::SendToGroup, "c")))),
    (true, "DELETE", (204, ""), |c| made(c.call(&CloseConnection::new("c")))),
    (true, "DELETE", (204, ""), |c| made(c.call(&RemoveConnectionFromGroup::new("g", "c")))),
    (true, "DELETE", (204, ""), |c| made(c.call(&RemoveConnectionFromAllGroups::new("c")))),
    (true, "DELETE", (204, ""), |c| made(c.call(&RemoveUserFromGroup::new("g", "u")))),
    (true, "DELETE", (204, ""), |c| made(c.call(&RemoveUserFromAllGroups::new("u")))),
    (true, "DELETE", (204, ""), |c| made(c.call(&RevokePermission::new(Permission::SendToGroup, "c")))),
    (true, "POST", (200, ""), |c| made(c.call(&AddConnectionsToGroups::new(["g"])))),
    (true, "POST", (200, ""), |c| made(c.call(&RemoveConnectionsFromGroups::new(["g"])))),
    (true, "POST", (200, r#"{"token":"t"}"#), |c| made(c.call(&GenerateClientToken::new(ClientAccess::new())))),
    (true, "GET", (200, ""), |c| raw(c, Method::Get)),
    (true, "HEAD", (200, ""), |c| raw(c, Method::Head)),
    (true, "PUT", (200, ""), |c| raw(c, Method::Put)),
    (true, "DELETE", (200, ""), |c| raw(c, Method::Delete)),
];

fn made<T>(call: impl Future<Output = Result<T, Error>>) -> Result<u16, Error> {
    ready(call).map(|_| 200)
}

fn raw(client: &Client<'_>, method: Method) -> Result<u16, Error> {
    ready(client.call(&RawRequest::new(method, "/api/hubs/chat/new"))).map(|response| response.status)
}

fn hi() -> Message {
    Message::text("hi")
}

/// Headers of a response, and the delay that they ask for after so much time has passed.
type Headers = (&'static [(&'static str, &'static str)], fn(Duration) -> Option<Duration>);

#[rustfmt::skip] // Rows, not code.
const HEADERS: &[Headers] = &[
    (&[], |_| None),
    (&[("Retry-After", "0")], |_| Some(Duration::ZERO)),
    (&[("retry-after", "99")], |_| Some(Duration::from_secs(99))),
    (&[("retry-after", "100")], |_| Some(Duration::from_secs(100))),
    (&[("Retry-After", "99999999999999999999999")], |_| Some(Duration::MAX)),
    (&[("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")], |_| Some(Duration::ZERO)),
    // Seven seconds after the call begins.
    (&[("Retry-After", "Tue, 24 Nov 2026 02:26:47 GMT")], |passed| Some(Duration::from_secs(7).saturating_sub(passed))),
    (&[("x-ms-retry-after-ms", "1500")], |_| Some(Duration::from_millis(1_500))),
    (&[("Retry-After", "1"), ("retry-after-ms", "2500")], |_| Some(Duration::from_millis(2_500))),
    (&[("Retry-After", "2"), ("x-ms-retry-after-ms", "250")], |_| Some(Duration::from_secs(2))),
    (&[("Retry-After", "soon")], |_| None),
    (&[("Retry-After", "-1")], |_| None),
    (&[("Retry-After", "")], |_| None),
];

/// All ways in which an attempt can fail. 404 is a value of what asks whether something exists.
fn failures() -> impl Iterator<Item = Attempt> {
    use TransportErrorKind::{Interrupted, Misconfigured, NotSent, Other, ResponseTooLarge, Timeout};
    let statuses = (300..600).chain([203]).filter(|status| *status != 404);
    let failed = [NotSent, Interrupted, Timeout, ResponseTooLarge, Misconfigured, Other].map(Attempt::Failed);
    statuses.map(|status| Attempt::Response { status, retry_after: None }).chain(failed)
}

fn response(status: u16, body: &str, headers: &[(&str, &str)]) -> Scripted {
    let headers: BTreeMap<String, String> = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Scripted::Response(Response { status: Some(status), headers, body: body.to_owned(), ..Response::default() })
}

/// The first of `number` attempts receive 429, the last ends as given, and what follows is a success, if `then_succeeds`,
/// or the same end again. The client must do what the policy decides.
fn check(
    row: &Row,
    failure: Attempt,
    (headers, asks): Headers,
    number: usize,
    then_succeeds: bool,
    policy: RetryPolicy,
) {
    for jitter in [Jitter::Lowest, Jitter::Highest] {
        let context = format!("{} {failure:?} {headers:?} at attempt {number}, {jitter:?}, {policy:?}", row.1);
        let success = Attempt::Response { status: row.2.0, retry_after: None };
        let throttled = Attempt::Response { status: 429, retry_after: None };
        let expected = ExpectedCall::new(policy, row.0, jitter, |place, passed| match failure {
            _ if place + 1 < number => Some(throttled),
            _ if place + 1 > number && then_succeeds => Some(success),
            Attempt::Response { status, .. } => Some(Attempt::Response { status, retry_after: asks(passed) }),
            Attempt::Failed(_) => Some(failure),
        });

        let mut script = vec![response(429, "", &[]); number - 1];
        script.push(match failure {
            Attempt::Response { status, .. } => response(status, "", headers),
            Attempt::Failed(TransportErrorKind::Timeout) => Scripted::Silence,
            Attempt::Failed(kind) => Scripted::Failure(kind),
        });
        if then_succeeds {
            script.push(response(row.2.0, row.2.1, &[]));
        }
        let transport = ReplayTransport::new(script, jitter);
        let target = Target::new("https://contoso.webpubsub.azure.com", "chat").expect("a target");
        let key = AccessKey::new("a key for tests only").expect("a key");
        let client = Client::with_transport(&transport, target, key).with_options(CallOptions::new().retry(policy));
        let result = (row.3)(&client);

        assert_eq!(transport.passed(), expected.takes, "{context}");
        let (requests, backoff) = transport.into_requests_and_backoff();
        assert_eq!(backoff, expected.backoff, "{context}");
        assert_eq!(requests.len(), expected.attempts.len(), "{context}");
        assert!(requests.iter().all(|sent| sent.method == row.1 && sent.id() == requests[0].id()), "{context}");
        check_result(row, &expected, success, &result, &context);
    }
}

fn check_result(row: &Row, expected: &ExpectedCall, success: Attempt, result: &Result<u16, Error>, context: &str) {
    let last = *expected.attempts.last().expect("an attempt");
    let error = match result {
        Err(error) => error,
        // A raw request's response is its value, whatever the status.
        Ok(status) => return assert!(last == success || last.status() == Some(*status), "{context}"),
    };
    match (last, error.kind()) {
        (Attempt::Response { status, .. }, ErrorKind::Service(error)) => {
            assert_eq!(error.status(), status, "{context}");
        }
        (Attempt::Failed(kind), ErrorKind::Transport(error)) => assert_eq!(error.kind(), kind, "{context}"),
        _ => panic!("{context}: {error:?}"),
    }
    assert!(last != success, "{context}: {error}");
    assert_eq!(error.attempts() as usize, expected.attempts.len(), "{context}");
    let safe = ["HEAD", "GET"].contains(&row.1);
    let effect = !safe && expected.attempts.iter().any(|attempt| attempt.may_have_taken_effect());
    assert_eq!(error.may_have_taken_effect(), effect, "{context}: {error}");
    assert_eq!(error.was_sent(), expected.was_sent(), "{context}: {error}");
}

/// One operation for each verb and idempotence: the client's loop knows no more of it.
fn one_of_a_kind() -> impl Iterator<Item = &'static Row> {
    let same = |one: &Row, other: &Row| (one.0, one.1) == (other.0, other.1);
    let first = move |place: &usize| !OPERATIONS[..*place].iter().any(|before| same(before, &OPERATIONS[*place]));
    (0..OPERATIONS.len()).filter(first).map(|place| &OPERATIONS[place])
}

#[test]
fn every_operation_and_failure() {
    for row in OPERATIONS {
        failures().for_each(|failure| check(row, failure, HEADERS[0], 1, true, RetryPolicy::default()));
    }
}

#[test]
fn every_policy_and_attempt() {
    for row in one_of_a_kind() {
        for failure in failures() {
            check(row, failure, HEADERS[0], 1, true, RetryPolicy::never());
            for number in [1, 3, 4] {
                check(row, failure, HEADERS[0], number, true, RetryPolicy::at_least_once());
            }
        }
    }
}

#[test]
fn every_header_and_attempt() {
    for row in one_of_a_kind() {
        for failure in [400, 429, 500, 503].map(|status| Attempt::Response { status, retry_after: None }) {
            for (headers, number) in HEADERS.iter().flat_map(|headers| (1..=4).map(move |number| (headers, number))) {
                check(row, failure, *headers, number, true, RetryPolicy::at_most_once());
                check(row, failure, *headers, number, true, RetryPolicy::at_least_once());
            }
        }
    }
}

/// Attempts end with the fourth, and all together with the call's timeout.
#[test]
fn the_same_failure_every_time() {
    for row in OPERATIONS {
        failures().for_each(|failure| check(row, failure, HEADERS[0], 1, false, RetryPolicy::default()));
    }
}

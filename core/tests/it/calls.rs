//! Whole calls over a mock, in virtual time: attempts, retries, request ids, options.

use crate::support::{client, mock, now, response, target};
use bytes::Bytes;
use http::{Request, Response};
use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;
use std::time::Duration;
use webpubsub_core::operations::{RawRequest, SendToAll};
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, UnixTime};
use webpubsub_core::{
    AccessKey, CallOptions, ErrorKind, Message, Method, RetryPolicy, TransportErrorKind, WebPubSubServiceClient,
};
use webpubsub_mock::{Captured, MockTransport};

fn hi() -> Message {
    Message::text("hi")
}

fn retry(policy: RetryPolicy) -> CallOptions {
    CallOptions::new().retry(policy)
}

#[test]
fn a_throttled_send_is_retried_with_one_id_and_new_tokens() {
    let mock = mock().respond(response(429, &[("retry-after", "7")], "")).respond(response(429, &[], "")).respond_ok();
    let detailed = now(client(&mock).call_detailed(&SendToAll::new(hi()))).unwrap();
    assert_eq!((detailed.attempts, detailed.status), (3, 202));
    assert_eq!(mock.sleeps(), [Duration::from_secs(7), Duration::from_secs(1)]);
    let sent = mock.captured();
    let header = |name| sent.iter().map(|sent| sent.header(name).unwrap().to_owned()).collect::<HashSet<_>>();
    assert_eq!(header("x-ms-client-request-id"), HashSet::from([detailed.client_request_id.unwrap()]));
    assert_eq!(header("authorization").len(), 3, "signed again for each attempt");
    assert_eq!(sent.iter().map(Captured::attempt).collect::<Vec<_>>(), [1, 2, 3]);
}

/// A transport that is not `Send`, and counts.
struct Local {
    inner: MockTransport,
    attempts: Cell<u32>,
}

impl HttpTransport for Local {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.attempts.set(attempt.number);
        HttpTransport::send(&self.inner, request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        HttpTransport::sleep(&self.inner, duration).await;
    }

    fn now(&self) -> UnixTime {
        HttpTransport::now(&self.inner)
    }

    fn random(&self) -> [u8; 16] {
        HttpTransport::random(&self.inner)
    }
}

#[test]
fn a_transport_need_not_be_send_and_can_be_behind_a_pointer() {
    let local = Rc::new(Local { inner: mock().refuse_connection().respond_ok(), attempts: Cell::new(0) });
    let client = WebPubSubServiceClient::with_transport(Rc::clone(&local), target(), AccessKey::new("k").unwrap());
    now(client.send_to_all(hi())).unwrap();
    assert_eq!(local.attempts.get(), 2);
}

#[test]
fn an_ambiguous_send_is_returned_and_says_so() {
    let mock = mock().respond(response(503, &[], ""));
    let error = now(client(&mock).send_to_all(hi())).unwrap_err();
    assert!(error.may_have_taken_effect() && error.attempts() == 1 && error.status() == Some(503));
    assert_eq!(
        error.to_string(),
        "503 from contoso.webpubsub.azure.com (request ffffffff-ffff-4fff-bfff-ffffffffffff): \
         not retried, the message may have been accepted"
    );
}

#[test]
fn policies_change_what_is_retried() {
    let script = || mock().fail_with(TransportErrorKind::Interrupted);
    assert!(now(client(&script()).send_to_all(hi())).unwrap_err().may_have_taken_effect());
    let insistent = client(&script().respond_ok()).with_options(retry(RetryPolicy::at_least_once()));
    assert!(now(insistent.send_to_all(hi())).is_ok());
    let never = client(&mock().refuse_connection()).with_options(retry(RetryPolicy::never()));
    let error = now(never.send_to_all(hi())).unwrap_err();
    assert!(!error.may_have_taken_effect() && !error.was_sent() && error.attempts() == 1, "{error}");
}

/// Nothing was sent, and a retry would not be sent either.
#[test]
fn a_misconfigured_transport_is_not_tried_again() {
    let mock = mock().fail_with(TransportErrorKind::Misconfigured);
    let error = now(client(&mock).with_options(retry(RetryPolicy::at_least_once())).send_to_all(hi())).unwrap_err();
    assert!(!error.may_have_taken_effect() && !error.was_sent() && error.attempts() == 1, "{error}");
}

/// With `at_least_once` an earlier attempt can have been accepted although the last one was rejected.
#[test]
fn an_unknown_outcome_is_not_forgotten() {
    let mock = mock().respond(response(500, &[], "")).respond(response(401, &[], ""));
    let error = now(client(&mock).with_options(retry(RetryPolicy::at_least_once())).send_to_all(hi())).unwrap_err();
    assert!(error.is_auth() && error.may_have_taken_effect());
    assert!(error.to_string().contains("may have been accepted (after 2 attempts)"), "{error}");
}

#[test]
fn a_response_that_cannot_be_parsed_took_effect() {
    let error = now(client(&mock().respond(response(201, &[], ""))).send_to_all(hi())).unwrap_err();
    assert!(error.may_have_taken_effect());
    let too_large = mock().fail_with(TransportErrorKind::ResponseTooLarge);
    let error = now(client(&too_large).close_connection("c")).unwrap_err();
    assert!(error.may_have_taken_effect() && error.attempts() == 1);
}

/// The client's id and the service's are two; each is absent if there is none.
#[test]
fn request_ids() {
    let with_id = |status| response(status, &[("x-ms-request-id", "of-service")], "");
    let mock = mock().respond(with_id(202)).respond(with_id(403)).respond(response(403, &[], "")).refuse_connection();
    let options = retry(RetryPolicy::never()).client_request_id("of-client");
    let client = client(&mock).with_options(options);
    let detailed = now(client.call_detailed(&SendToAll::new(hi()))).unwrap();
    let ids = (detailed.client_request_id.as_deref(), detailed.service_request_id.as_deref());
    assert_eq!(ids, (Some("of-client"), Some("of-service")));
    assert_eq!(detailed.headers["x-ms-request-id"], "of-service");
    for expected in [(Some("of-client"), Some("of-service")), (Some("of-client"), None), (Some("of-client"), None)] {
        let error = now(client.send_to_all(hi())).unwrap_err();
        assert_eq!((error.client_request_id(), error.service_request_id()), expected, "{error}");
    }
    let rejected = now(client.send_to_group("", hi())).unwrap_err();
    assert_eq!((rejected.client_request_id(), rejected.service_request_id()), (None, None));
    assert!(mock.captured().iter().all(|sent| sent.header("x-ms-client-request-id") == Some("of-client")));
}

#[test]
fn options_add_to_those_of_the_client() {
    let mock = mock().respond_ok().refuse_connection();
    let options = retry(RetryPolicy::never()).client_request_id("mine").user_agent("my-app/1.0").header("x-one", "1");
    let client = client(&mock).with_options(options);
    now(client.with_options(CallOptions::new().header("x-two", "2")).send_to_all(hi())).unwrap();
    let news = client.with_options(CallOptions::new()).hub("news").into_shared();
    let error = now(news.send_to_all(hi())).unwrap_err();
    let [both, one] = mock.captured().try_into().unwrap();
    for sent in [&both, &one] {
        assert!(sent.header("user-agent").unwrap().starts_with("my-app/1.0 webpubsub-rust/"));
        assert_eq!((sent.header("x-ms-client-request-id"), sent.header("x-one")), (Some("mine"), Some("1")));
    }
    assert_eq!((both.header("x-two"), one.header("x-two"), one.hub().as_deref()), (Some("2"), None, Some("news")));
    assert_eq!(error.attempts(), 1);
}

#[test]
fn what_is_set_last_counts() {
    let mock = mock().refuse_connection().refuse_connection();
    let first = retry(RetryPolicy::never()).client_request_id("first").user_agent("first/1");
    let last = retry(RetryPolicy::at_most_once().max_attempts(2)).client_request_id("last").user_agent("last/1");
    let [first, last] = [(first, 8), (last, 9)].map(|(it, seconds)| it.attempt_timeout(Duration::from_secs(seconds)));
    let error = now(client(&mock).with_options(first).with_options(last).send_to_all(hi())).unwrap_err();
    assert_eq!((error.attempts(), error.client_request_id()), (2, Some("last")));
    for sent in mock.captured() {
        assert!(sent.header("user-agent").unwrap().starts_with("last/1 "));
        assert_eq!(sent.timeout(), Duration::from_secs(9));
    }
}

#[test]
fn invalid_options_are_rejected_by_the_call() {
    for (options, field) in [
        (CallOptions::new().client_request_id("a\r\nb"), "request id"),
        (CallOptions::new().user_agent("a\nb"), "user agent"),
        (CallOptions::new().header("authorization", "mine"), "header"),
        (CallOptions::new().header("x", "a\r\nb: c"), "header"),
    ] {
        let error = now(client(&mock()).with_options(options).send_to_all(hi())).unwrap_err();
        let ErrorKind::Build(build) = error.kind() else { panic!("{error}") };
        assert_eq!((build.field(), error.attempts()), (field, 0));
    }
    let error = now(client(&mock()).hub("1").send_to_all(hi())).unwrap_err();
    assert!(error.to_string().starts_with("hub: "), "{error}");
}

#[test]
fn a_raw_request_returns_any_status_and_retries_by_its_method() {
    let script = mock().respond(response(500, &[], "")).respond(response(418, &[("x-ms-error-code", "Tea")], "pot"));
    let get = RawRequest::new(Method::Get, "/api/x%2Fy").query("a b", "ü").query("api-version", "1");
    let raw = now(client(&script).send_request(get)).unwrap();
    assert_eq!((raw.status, raw.error_code.as_deref(), raw.body.as_ref()), (418, Some("Tea"), &b"pot"[..]));
    let url = script.captured()[0].request().uri().to_string();
    assert_eq!(url, "https://contoso.webpubsub.azure.com/api/x%2Fy?api-version=1&a%20b=%C3%BC");
    let script = mock().respond(response(500, &[], ""));
    let raw = now(client(&script).send_request(RawRequest::new(Method::Post, "/api/x"))).unwrap();
    assert_eq!((raw.status, script.captured().len()), (500, 1));
    for path in ["api/x", "/api/../x", "/api/%2e%2E/x", "/a b", "/a?b", "/a#b", ""] {
        let error = now(client(&mock()).send_request(RawRequest::new(Method::Get, path))).unwrap_err();
        assert!(error.to_string().starts_with("path: "), "{path}: {error}");
    }
}

//! Whole calls over a scripted transport, in virtual time.

use crate::scripted::{Scripted, Step, client, now};
use bytes::Bytes;
use http::{Request, Response};
use std::collections::HashSet;
use std::time::Duration;
use webpubsub_core::operations::{RawRequest, SendToAll};
use webpubsub_core::{
    AccessKey, CallOptions, ErrorKind, HttpTransport, Message, Method, RetryPlan, Target, TransportError,
    TransportErrorKind, UnixTime, WebPubSubServiceClient,
};

const OK: Step = Step::Answer(202, &[], "");

fn hi() -> Message {
    Message::text("hi")
}

#[test]
fn a_throttled_send_is_repeated_with_one_id_and_new_tokens() {
    let transport = Scripted::new([Step::Answer(429, &[("retry-after", "7")], ""), Step::Answer(429, &[], ""), OK]);
    let detailed = now(client(&transport).call_detailed(&SendToAll::new(hi()))).unwrap();
    assert_eq!((detailed.attempts, detailed.status), (3, 202));
    assert_eq!(transport.waits(), [Duration::from_secs(7), Duration::from_secs(1)]);
    let seen = transport.seen();
    let header = |name| seen.iter().map(|request| request.headers()[name].as_bytes().to_vec()).collect::<HashSet<_>>();
    assert_eq!(header("x-ms-client-request-id"), HashSet::from([detailed.request_id.into_bytes()]));
    assert_eq!(header("authorization").len(), 3, "signed again for each attempt");
    let number = |request: &Request<_>| request.extensions().get::<webpubsub_core::Attempt>().unwrap().number;
    assert_eq!(seen.iter().map(number).collect::<Vec<_>>(), [1, 2, 3]);
}

/// Who says that it reads no attempt gets none, also behind a pointer.
#[test]
fn an_attempt_is_for_those_who_read_it() {
    struct Blind(Scripted);

    impl HttpTransport for Blind {
        const READS_ATTEMPT: bool = false;

        async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
            HttpTransport::send(&self.0, request).await
        }
        async fn sleep(&self, duration: Duration) {
            HttpTransport::sleep(&self.0, duration).await;
        }
        fn now(&self) -> UnixTime {
            HttpTransport::now(&self.0)
        }
        fn random(&self) -> [u8; 16] {
            HttpTransport::random(&self.0)
        }
    }

    let seen = Scripted::new([OK]);
    let target = Target::new("https://contoso.webpubsub.azure.com", "chat").unwrap();
    let blind = std::rc::Rc::new(Blind(seen.clone()));
    now(WebPubSubServiceClient::with_transport(blind, target, AccessKey::new("k").unwrap()).send_to_all(hi())).unwrap();
    assert!(seen.seen()[0].extensions().is_empty());
}

#[test]
fn an_ambiguous_send_is_returned_and_says_so() {
    let transport = Scripted::new([Step::Answer(503, &[], "")]);
    let error = now(client(&transport).send_to_all(hi())).unwrap_err();
    assert!(error.may_have_taken_effect() && error.attempts() == 1 && error.status() == Some(503));
    assert_eq!(
        error.to_string(),
        "503 from contoso.webpubsub.azure.com (request ffffffff-ffff-4fff-bfff-ffffffffffff): \
         not repeated, the message may have been accepted"
    );
}

#[test]
fn plans_change_what_is_repeated() {
    let script = || Scripted::new([Step::Fail(TransportErrorKind::Interrupted), OK]);
    let (once, insistent, never) = (script(), script(), Scripted::new([Step::Fail(TransportErrorKind::NotSent)]));
    assert!(now(client(&once).send_to_all(hi())).unwrap_err().may_have_taken_effect());
    let plan = |plan| CallOptions::new().retry(plan);
    assert!(now(client(&insistent).with(plan(RetryPlan::at_least_once())).send_to_all(hi())).is_ok());
    let error = now(client(&never).with(plan(RetryPlan::never())).send_to_all(hi())).unwrap_err();
    assert!(!error.may_have_taken_effect() && !error.was_sent() && error.attempts() == 1, "{error}");
}

/// Under `at_least_once` an earlier attempt can have been accepted although the last one was refused.
#[test]
fn doubt_is_not_forgotten() {
    let transport = Scripted::new([Step::Answer(500, &[], ""), Step::Answer(401, &[], "")]);
    let options = CallOptions::new().retry(RetryPlan::at_least_once());
    let error = now(client(&transport).with(options).send_to_all(hi())).unwrap_err();
    assert!(error.is_auth() && error.may_have_taken_effect());
    assert!(error.to_string().contains("may have been accepted (after 2 attempts)"), "{error}");
}

#[test]
fn a_wait_longer_than_what_is_left_ends_the_call_at_once() {
    let transport = Scripted::new([Step::Answer(429, &[("retry-after", "100000")], "")]);
    let error = now(client(&transport).send_to_all(hi())).unwrap_err();
    assert!(error.is_throttled() && transport.waits().is_empty());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(100_000)));
}

#[test]
fn limits_of_an_attempt_and_of_the_whole() {
    let transport = Scripted::new([Step::Silence, Step::Silence]);
    let options = CallOptions::new().deadline(Duration::from_secs(5)).attempt_limit(Duration::from_secs(2));
    let error = now(client(&transport).with(options).user_exists("u")).unwrap_err();
    assert!(error.is_timeout() && error.was_sent() && !error.may_have_taken_effect(), "asking changes nothing");
    let total: Duration = transport.waits().iter().sum();
    assert!(total <= Duration::from_secs(5), "{:?}", transport.waits());
    assert_eq!(error.attempts(), 2, "2 s, a wait of 0.5 s, 2 s; the next wait of 1 s is longer than what is left");
}

#[test]
fn without_time_nothing_is_sent() {
    let transport = Scripted::new([]);
    let options = CallOptions::new().deadline(Duration::ZERO);
    let error = now(client(&transport).with(options).send_to_all(hi())).unwrap_err();
    assert!(error.is_timeout() && !error.was_sent() && transport.seen().is_empty(), "{error}");
}

#[test]
fn an_answer_that_cannot_be_read_took_effect() {
    let transport = Scripted::new([Step::Answer(201, &[], "")]);
    let error = now(client(&transport).send_to_all(hi())).unwrap_err();
    assert!(error.may_have_taken_effect());
    let transport = Scripted::new([Step::Fail(TransportErrorKind::AnswerTooLarge)]);
    let error = now(client(&transport).close_connection("c")).unwrap_err();
    assert!(error.may_have_taken_effect() && error.attempts() == 1);
}

#[test]
fn options_that_break_a_rule_are_refused_by_the_call() {
    for (options, field) in [
        (CallOptions::new().request_id("a\r\nb"), "request id"),
        (CallOptions::new().user_agent("a\nb"), "user agent"),
        (CallOptions::new().header("authorization", "mine"), "header"),
        (CallOptions::new().header("x", "a\r\nb: c"), "header"),
    ] {
        let transport = Scripted::new([]);
        let error = now(client(&transport).with(options).send_to_all(hi())).unwrap_err();
        let ErrorKind::Build(build) = error.kind() else { panic!("{error}") };
        assert_eq!((build.field(), error.attempts()), (field, 0));
    }
    let transport = Scripted::new([]);
    let error = now(client(&transport).hub("1").send_to_all(hi())).unwrap_err();
    assert!(error.to_string().starts_with("hub: "), "{error}");
}

#[test]
fn a_raw_request_returns_any_status_and_retries_by_its_method() {
    let transport =
        Scripted::new([Step::Answer(500, &[], ""), Step::Answer(418, &[("x-ms-error-code", "Tea")], "pot")]);
    let get = RawRequest::new(Method::GET, "/api/x%2Fy").query("a b", "ü").query("api-version", "1");
    let reply = now(client(&transport).send_request(get)).unwrap();
    assert_eq!((reply.status, reply.error_code.as_deref(), reply.body.as_ref()), (418, Some("Tea"), &b"pot"[..]));
    assert_eq!(transport.seen()[0].uri(), "https://contoso.webpubsub.azure.com/api/x%2Fy?a%20b=%C3%BC&api-version=1");
    let transport = Scripted::new([Step::Answer(500, &[], "")]);
    let reply = now(client(&transport).send_request(RawRequest::new(Method::POST, "/api/x"))).unwrap();
    assert_eq!((reply.status, transport.seen().len()), (500, 1));
    for path in ["api/x", "/api/../x", "/api/%2e%2E/x", "/a b", "/a?b", "/a#b", ""] {
        let error = now(client(&Scripted::new([])).send_request(RawRequest::new(Method::GET, path))).unwrap_err();
        assert!(error.to_string().starts_with("path: "), "{path}: {error}");
    }
}

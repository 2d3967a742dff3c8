//! How long attempts and calls may take, in virtual time.

use crate::support::{client, client_with, mock, now, response};
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, ClientSecret, TokenRequest};
use webpubsub_core::transport::Attempt;
use webpubsub_core::{CallOptions, Credential, CredentialError, ErrorKind, Message, TokenSource};
use webpubsub_mock::{Captured, MockTransport, responses};

fn hi() -> Message {
    Message::text("hi")
}

fn timeouts(call: u64, attempt: u64) -> CallOptions {
    CallOptions::new().timeout(Duration::from_secs(call)).attempt_timeout(Duration::from_secs(attempt))
}

fn given(mock: &MockTransport) -> Vec<Duration> {
    mock.captured().iter().map(Captured::timeout).collect()
}

#[test]
fn a_backoff_longer_than_what_is_left_ends_the_call_at_once() {
    let mock = mock().respond(response(429, &[("retry-after", "100000")], ""));
    let error = now(client(&mock).send_to_all(hi())).unwrap_err();
    assert!(error.is_throttled() && mock.sleeps().is_empty());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(100_000)));
}

#[test]
fn of_an_attempt_and_of_the_whole_call() {
    let mock = mock().never_respond().never_respond();
    let error = now(client(&mock).with_options(timeouts(5, 2)).user_exists("u")).unwrap_err();
    assert!(error.is_timeout() && error.was_sent() && !error.may_have_taken_effect(), "a HEAD has no effect");
    assert!(mock.elapsed() <= Duration::from_secs(5), "{:?}", mock.sleeps());
    assert_eq!(error.attempts(), 2, "2 s, backoff 0.5 s, 2 s; the next backoff of 1 s is longer than what is left");
}

#[test]
fn without_time_nothing_is_sent() {
    let mock = mock();
    let error = now(client(&mock).with_options(timeouts(0, 30)).send_to_all(hi())).unwrap_err();
    assert!(error.is_timeout() && !error.was_sent() && mock.captured().is_empty(), "{error}");
}

#[test]
fn a_transport_is_given_the_attempts_timeout_or_what_is_left() {
    let defaults = mock().respond_ok();
    now(client(&defaults).send_to_all(hi())).unwrap();
    assert_eq!(given(&defaults), [Duration::from_secs(30)]);

    let throttled = || response(429, &[("retry-after", "6")], "");
    let script = mock().respond(throttled()).respond(throttled()).respond_ok();
    now(client(&script).with_options(timeouts(20, 10)).send_to_all(hi())).unwrap();
    assert_eq!(given(&script), [10, 10, 8].map(Duration::from_secs), "20 s, less 6 s for each backoff");
}

#[test]
fn each_option_changes_one_timeout_and_keeps_the_other() {
    let call = || CallOptions::new().timeout(Duration::from_secs(20));
    let attempt = || CallOptions::new().attempt_timeout(Duration::from_secs(9));
    for [first, second] in [[call(), attempt()], [attempt(), call()]] {
        let script = mock().respond(response(429, &[("retry-after", "15")], "")).respond_ok();
        now(client(&script).with_options(first).with_options(second).send_to_all(hi())).unwrap();
        assert_eq!(given(&script), [9, 5].map(Duration::from_secs));
    }
}

/// Its second attempt has what 9 s and a backoff of 0.5 s leave of 20 s.
#[test]
fn a_token_request_has_the_same_timeouts_until_one_passes() {
    let secret = || ClientSecret::new("tenant", "app", "hush").unwrap();
    let script = mock().never_respond().respond_ok().respond_ok();
    now(client_with(&script, secret()).with_options(timeouts(20, 9)).user_exists("u")).unwrap();
    let operations: Vec<&str> = script.captured().iter().map(Captured::operation).collect();
    assert_eq!(operations, ["get_token", "get_token", "user_exists"]);
    assert_eq!(given(&script), [9_000, 10_500, 9_000].map(Duration::from_millis));

    let script = mock().never_respond().never_respond();
    let error = now(client_with(&script, secret()).with_options(timeouts(5, 3)).user_exists("u")).unwrap_err();
    assert!(error.is_timeout() && !error.was_sent() && error.attempts() == 0, "{error}");
    assert_eq!(given(&script), [3_000, 1_500].map(Duration::from_millis));
}

/// Also when the token is replaced late in the call.
#[test]
fn a_token_request_has_what_is_left_of_the_call() {
    let secret = ClientSecret::new("tenant", "app", "hush").unwrap();
    let script = mock();
    let clock = script.clone();
    script.otherwise(move |request, attempt| match attempt {
        Attempt { operation: "user_exists", number: 1, .. } => {
            clock.advance(Duration::from_secs(18));
            responses::status(401)
        }
        _ => responses::success(request, attempt),
    });
    now(client_with(&script, secret).with_options(timeouts(20, 9)).user_exists("u")).unwrap();
    assert_eq!(given(&script), [9, 9, 2, 2].map(Duration::from_secs));
}

/// Nothing is sent if its token leaves nothing.
#[test]
fn a_request_has_what_its_token_leaves_of_the_call() {
    let call = |token_takes| {
        let script = mock();
        let clock = script.clone();
        script.otherwise(move |request, attempt| {
            if attempt.operation == "get_token" {
                clock.advance(Duration::from_secs(token_takes));
            }
            responses::success(request, attempt)
        });
        let secret = ClientSecret::new("tenant", "app", "hush").unwrap();
        (now(client_with(&script, secret).with_options(timeouts(20, 9)).send_to_all(hi())), given(&script))
    };
    let (result, given) = call(15);
    assert_eq!((result.is_ok(), given), (true, [9, 5].map(Duration::from_secs).into()));
    let (result, given) = call(20);
    let error = result.unwrap_err();
    assert!(error.is_timeout() && !error.was_sent() && error.attempts() == 0, "{error}");
    assert_eq!(given, [Duration::from_secs(9)]);
}

#[derive(Debug)]
struct Silent;

#[async_trait::async_trait]
impl TokenSource for Silent {
    async fn token(&self, _: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        std::future::pending().await
    }
}

#[test]
fn a_token_source_has_the_timeout_of_the_call() {
    let script = mock();
    let client = client_with(&script, Credential::from_source(Silent)).with_options(timeouts(5, 2));
    let error = now(client.user_exists("u")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Credential(_)), "{error}");
    assert!(error.is_timeout() && !error.was_sent() && error.attempts() == 0, "{error}");
    assert_eq!((script.elapsed(), script.captured().len()), (Duration::from_secs(5), 0));
}

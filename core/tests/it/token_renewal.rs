//! A token endpoint that fails or hangs does not touch calls that have a valid token.

use crate::entra::{FIRST, SECOND, last_token, secret, token};
use crate::support::{client_with, mock, now, response};
use std::time::Duration;
use webpubsub_core::entra::ClientAssertion;
use webpubsub_core::{CallOptions, Credential};
use webpubsub_mock::{Captured, MockTransport, WebPubSubServiceClient};

const SHORT: &str = r#"{"token_type":"Bearer","expires_in":60,"access_token":"token-1"}"#;

fn token_requests(mock: &MockTransport) -> Vec<Captured> {
    mock.captured().into_iter().filter(|sent| sent.operation() == "get_token").collect()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Goes on to this second of the mock's time and makes a call, which has the token `expected`.
fn call_at(mock: &MockTransport, client: &WebPubSubServiceClient, second: u64, expected: &str) {
    mock.advance(seconds(second).saturating_sub(mock.elapsed()));
    assert!(now(client.user_exists("u")).unwrap(), "after {second} s");
    assert_eq!(last_token(mock).as_deref(), Some(expected), "after {second} s");
}

#[test]
fn an_endpoint_that_hangs_costs_5_seconds_in_30() {
    let assertion = || ClientAssertion::new("tenant", "app", || Ok("jwt".into())).unwrap();
    for credential in [Credential::from(secret()), Credential::from(assertion())] {
        let mock = mock().respond(token(SHORT)).respond_ok();
        let client = client_with(&mock, credential);
        call_at(&mock, &client, 0, "token-1");
        // Due for renewal from 30 s on.
        mock.never_respond().respond_ok().respond_ok().respond_ok();
        call_at(&mock, &client, 31, "token-1");
        assert_eq!(mock.elapsed(), seconds(36));
        call_at(&mock, &client, 37, "token-1");
        call_at(&mock, &client, 59, "token-1");
        assert_eq!(token_requests(&mock).iter().map(Captured::timeout).collect::<Vec<_>>(), [seconds(30), seconds(5)]);
        mock.respond(token(SECOND)).respond_ok();
        call_at(&mock, &client, 61, "token-2");
        assert_eq!(token_requests(&mock).len(), 3);
    }
}

#[test]
fn an_endpoint_that_fails_is_not_asked_again_for_30_seconds() {
    let mock = mock().respond(token(FIRST)).respond_ok();
    let client = client_with(&mock, secret());
    call_at(&mock, &client, 0, "token-1");
    // Due from 3,300 s on. Each status is final: none is retried.
    mock.respond(response(401, &[], "")).respond_ok().respond_ok();
    call_at(&mock, &client, 3_300, "token-1");
    call_at(&mock, &client, 3_329, "token-1");
    assert_eq!(token_requests(&mock).len(), 2);
    mock.respond(response(400, &[], "")).respond_ok().respond_ok();
    call_at(&mock, &client, 3_330, "token-1");
    call_at(&mock, &client, 3_359, "token-1");
    mock.respond(token(SECOND)).respond_ok();
    call_at(&mock, &client, 3_360, "token-2");
    assert_eq!(token_requests(&mock).len(), 4);
}

/// Half of its time is left for its own request.
#[test]
fn a_short_call_spends_half_of_its_timeout_on_a_renewal() {
    let mock = mock().respond(token(SHORT)).respond_ok().never_respond().respond_ok();
    let client = client_with(&mock, secret()).with_options(CallOptions::new().timeout(seconds(1)));
    call_at(&mock, &client, 0, "token-1");
    call_at(&mock, &client, 40, "token-1");
    assert_eq!(mock.elapsed(), Duration::from_millis(40_500));
}

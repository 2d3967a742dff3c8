//! A token that the service rejects is replaced once, within the call.

use crate::entra::{FIRST, SECOND, last_token, secret, token};
use crate::support::{client_with, mock, now, response, target};
use bytes::Bytes;
use http::{Request, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_core::{CallOptions, Message, RetryPolicy, WebPubSubServiceClient};
use webpubsub_mock::{MockTransport, responses};

const CHALLENGE: &[(&str, &str)] =
    &[("www-authenticate", r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#)];

#[test]
fn a_claims_challenge_is_met_once() {
    let challenge = || response(401, CHALLENGE, "");
    let met = mock().respond(token(FIRST)).respond(challenge()).respond(token(SECOND)).respond_ok();
    now(client_with(&met, secret()).send_to_all(Message::text("x"))).unwrap();
    assert_eq!(last_token(&met).as_deref(), Some("token-2"));
    assert!(met.captured()[2].body().ends_with(b"&claims=%7B%22a%22%3A1%7D"));
    let repeated = mock().respond(token(FIRST)).respond(challenge()).respond(token(SECOND)).respond(challenge());
    let error = now(client_with(&repeated, secret()).send_to_all(Message::text("x"))).unwrap_err();
    assert!(error.is_auth() && error.attempts() == 2 && !error.may_have_taken_effect(), "{error}");
}

/// Revoked without a challenge: the same call recovers, also a send.
#[test]
fn a_rejected_token_is_replaced_within_the_call() {
    let mock = mock().respond(token(FIRST)).respond(response(401, &[], "")).respond(token(SECOND)).respond_ok();
    let client = client_with(&mock, secret()).with_options(CallOptions::new().retry(RetryPolicy::never()));
    now(client.send_to_all(Message::text("x"))).unwrap();
    assert_eq!((last_token(&mock).as_deref(), mock.captured()[3].attempt()), (Some("token-2"), 2));
    assert!(!mock.captured()[2].body().windows(6).any(|part| part == b"claims"), "none is demanded");
}

/// What is demanded is new: the token is replaced, though it replaced a rejected one just now.
#[test]
fn a_claims_challenge_is_met_for_a_replacement_too() {
    let mock = mock().respond(token(FIRST)).respond(response(401, &[], "")).respond(token(SECOND)).respond_ok();
    mock.respond(response(401, CHALLENGE, "")).respond(token(FIRST)).respond_ok();
    let client = client_with(&mock, secret());
    assert!(now(client.user_exists("u")).unwrap() && now(client.user_exists("u")).unwrap());
    assert!(mock.captured()[5].body().ends_with(b"&claims=%7B%22a%22%3A1%7D"));
}

/// A mock whose clock can be set back.
struct SetBack {
    inner: MockTransport,
    seconds: AtomicU64,
}

impl SendHttpTransport for SetBack {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        SendHttpTransport::send(&self.inner, request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        SendHttpTransport::sleep(&self.inner, duration).await;
    }

    fn now(&self) -> UnixTime {
        let now = SendHttpTransport::now(&self.inner);
        UnixTime::from_secs(now.as_secs() - self.seconds.load(Ordering::Relaxed))
    }

    fn random(&self) -> [u8; 16] {
        SendHttpTransport::random(&self.inner)
    }
}

/// If the service rejects everybody, not each call fetches a token. A clock that is set back does not prolong
/// that time.
#[test]
fn a_rejected_replacement_is_kept_for_a_minute() {
    let (mock, issued) = (mock(), AtomicUsize::new(0));
    mock.otherwise(move |_, attempt| match attempt.operation {
        "get_token" => {
            let token = format!("token-{}", issued.fetch_add(1, Ordering::Relaxed));
            responses::json(200, &serde_json::json!({ "expires_in": 86_400, "access_token": token }))
        }
        _ => responses::status(401),
    });
    let transport = Arc::new(SetBack { inner: mock.clone(), seconds: AtomicU64::new(0) });
    let client = WebPubSubServiceClient::with_transport(Arc::clone(&transport), target(), secret());
    let fetched_by_calls = |calls: u32| {
        let before = mock.captured().len();
        for _ in 0..calls {
            let error = now(client.user_exists("u")).unwrap_err();
            assert!(error.is_auth() && error.status() == Some(401), "{error}");
        }
        mock.captured()[before..].iter().filter(|sent| sent.operation() == "get_token").count()
    };
    assert_eq!(fetched_by_calls(16), 2, "the first token, and the one that replaced it");
    mock.advance(Duration::from_secs(59));
    assert_eq!(fetched_by_calls(16), 0);
    mock.advance(Duration::from_secs(1));
    assert_eq!(fetched_by_calls(16), 1);
    transport.seconds.store(3_600, Ordering::Relaxed);
    assert_eq!(fetched_by_calls(16), 1, "an hour back");
    mock.advance(Duration::from_secs(60));
    assert_eq!(fetched_by_calls(16), 1);
}

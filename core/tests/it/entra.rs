//! Tokens from Microsoft Entra ID and other sources: how they are requested, sent and rejected.

use crate::support::{client_with, mock, now, response, target};
use bytes::Bytes;
use http::Response;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, ClientAssertion, ClientSecret, TokenRequest};
use webpubsub_core::{
    BearerToken, CallOptions, Credential, CredentialError, ErrorKind, RetryPolicy, Target, TokenSource,
    TransportErrorKind, UnixTime, WebPubSubServiceClient,
};
use webpubsub_mock::MockTransport;

pub(crate) fn secret() -> ClientSecret {
    ClientSecret::new("tenant", "app", "hush").unwrap()
}

pub(crate) fn token(body: &'static str) -> Response<Bytes> {
    response(200, &[], body)
}

pub(crate) const FIRST: &str = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"token-1"}"#;
pub(crate) const SECOND: &str = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"token-2"}"#;

/// Operation and token of each request.
pub(crate) fn sent(mock: &MockTransport) -> Vec<(&'static str, Option<String>)> {
    let token = |header: &str| header.trim_start_matches("Bearer ").to_owned();
    mock.captured().iter().map(|sent| (sent.operation(), sent.header("authorization").map(token))).collect()
}

pub(crate) fn last_token(mock: &MockTransport) -> Option<String> {
    sent(mock).pop().unwrap().1
}

#[test]
fn never_over_plain_http() {
    let far = Target::new("http://far.example", "chat").unwrap();
    let near = Target::new("http://127.0.0.1:8080", "chat").unwrap();
    let gateway = target().gateway("http://far.example");
    for (target, credential) in
        [(&far, secret().allow_http_on_loopback()), (&near, secret()), (&gateway, secret().allow_http_on_loopback())]
    {
        let mock = mock();
        let client = WebPubSubServiceClient::with_transport(mock.clone(), target.clone(), credential);
        let error = now(client.user_exists("u")).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Build(_)) && mock.captured().is_empty(), "{error}");
    }
    let mock = mock().respond_ok().respond_ok();
    let client = WebPubSubServiceClient::with_transport(mock, near, secret().allow_http_on_loopback());
    assert!(now(client.user_exists("u")).unwrap());
}

/// Cause, and what the caller sees.
#[test]
fn failures() {
    const DENIED: &str = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid secret."}"#;
    const NO_TENANT: &str =
        r#"{"error":"invalid_request","error_description":"AADSTS90002: Tenant 'tenant' not found."}"#;
    let never = || CallOptions::new().retry(RetryPolicy::never());
    let plain = |status| response(status, &[], "");
    for (cause, mock, is_auth, text) in [
        (
            "wrong secret",
            mock().respond(response(401, &[], DENIED)),
            true,
            "no token for contoso.webpubsub.azure.com: 401 from the token endpoint: invalid_client: \
             AADSTS7000215: Invalid secret.",
        ),
        (
            "wrong tenant",
            mock().respond(response(400, &[], NO_TENANT)),
            true,
            "400 from the token endpoint: invalid_request: AADSTS90002: Tenant 'tenant' not found.",
        ),
        (
            "endpoint down",
            mock().fail_with(TransportErrorKind::NotSent),
            false,
            "no response from login.microsoftonline.com: the request was not sent",
        ),
        ("endpoint silent", mock().never_respond(), false, "no response within the timeout"),
        ("endpoint broken", mock().respond(plain(502)), false, "502 from the token endpoint"),
        ("no token in it", mock().respond(plain(200)), false, "the response of the token endpoint has no token"),
        (
            "revoked or expired",
            mock().respond(token(FIRST)).respond(plain(401)).respond(token(FIRST)).respond(plain(401)),
            true,
            "401 from contoso.webpubsub.azure.com",
        ),
        ("no role", mock().respond(token(FIRST)).respond(plain(403)), true, "403 from contoso.webpubsub.azure.com"),
    ] {
        let error = now(client_with(&mock, secret()).with_options(never()).user_exists("u")).unwrap_err();
        assert!(format!("{error:?}").contains(text), "{cause}: {error:?}");
        assert_eq!(error.is_auth(), is_auth, "{cause}");
        assert!(!error.may_have_taken_effect(), "{cause}");
        assert!(!format!("{error:?}").contains("hush"), "{cause}");
        assert_eq!(mock.steps_left(), 0, "{cause}");
    }
    // Token requests are retried as all others.
    let mock = mock().respond(response(429, &[("retry-after", "2")], "")).respond_ok().respond_ok();
    assert!(now(client_with(&mock, secret()).user_exists("u")).unwrap());
    assert_eq!(mock.sleeps(), [Duration::from_secs(2)]);
}

#[test]
fn an_assertion_is_obtained_for_each_attempt() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let assertion = ClientAssertion::new("tenant", "app", move || {
        Ok(format!("assertion-{}", counted.fetch_add(1, Ordering::Relaxed)).into())
    });
    let script = mock().respond(response(503, &[], "")).respond_ok().respond_ok();
    assert!(now(client_with(&script, assertion.unwrap()).user_exists("u")).unwrap());
    assert!(script.captured()[1].body().ends_with(b"client_assertion=assertion-1"));
    let failing = ClientAssertion::new("tenant", "app", || Err("no file".into())).unwrap();
    let error = now(client_with(&mock(), failing).user_exists("u")).unwrap_err();
    assert!(format!("{error:?}").ends_with("the assertion could not be obtained: no file"), "{error:?}");
}

#[derive(Debug)]
struct Elsewhere;

#[async_trait::async_trait]
impl TokenSource for Elsewhere {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        assert_eq!(request.scope, "https://webpubsub.azure.com/.default");
        Ok(AccessToken::new("from-elsewhere", UnixTime::from_secs(u64::MAX / 2)))
    }
}

#[test]
fn any_source_and_a_fixed_token() {
    let mock = mock().respond_ok().respond_ok();
    assert!(now(client_with(&mock, Credential::from_source(Elsewhere)).user_exists("u")).unwrap());
    assert!(now(client_with(&mock, BearerToken::new("fixed").unwrap()).user_exists("u")).unwrap());
    let tokens = sent(&mock).into_iter().map(|(_, token)| token.unwrap());
    assert_eq!(tokens.collect::<Vec<_>>(), ["from-elsewhere", "fixed"]);
}

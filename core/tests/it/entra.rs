//! Tokens from Entra ID: one for all who wait, renewed in time, never over plain http.

use crate::scripted::{Scripted, Step, now};
use bytes::Bytes;
use http::{Request, Response};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, ClientAssertion, ClientSecret};
use webpubsub_core::{
    Attempt, BearerToken, CallOptions, Credential, CredentialError, Error, ErrorKind, Message, RetryPlan,
    SendHttpTransport, Target, TokenCredential, TokenRequest, TransportError, TransportErrorKind, UnixTime,
    WebPubSubServiceClient,
};

const YES: Step = Step::Answer(200, &[], "");
const TOKEN: Step = Step::Answer(200, &[], r#"{"token_type":"Bearer","expires_in":3600,"access_token":"token-1"}"#);
const SECOND: Step = Step::Answer(200, &[], r#"{"token_type":"Bearer","expires_in":3600,"access_token":"token-2"}"#);
const DENIED: Step =
    Step::Answer(401, &[], r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid secret."}"#);

fn secret() -> ClientSecret {
    ClientSecret::new("tenant", "app", "hush").unwrap()
}

fn client(transport: &Scripted, credential: impl Into<Credential>) -> WebPubSubServiceClient<Scripted> {
    let target = Target::new("https://contoso.webpubsub.azure.com", "chat").unwrap();
    WebPubSubServiceClient::with_transport(transport.clone(), target, credential)
}

fn sent(transport: &Scripted) -> Vec<(String, Option<String>)> {
    let authorization =
        |request: &Request<Bytes>| Some(request.headers().get("authorization")?.to_str().unwrap().to_owned());
    transport.seen().iter().map(|request| (request.uri().host().unwrap().to_owned(), authorization(request))).collect()
}

#[allow(clippy::unnecessary_wraps)] // As the headers are compared.
fn bearer(token: &str) -> Option<String> {
    Some(format!("Bearer {token}"))
}

#[test]
fn one_token_for_many_calls() {
    let transport = Scripted::new([TOKEN, YES, YES]);
    let client = client(&transport, secret());
    assert!(now(client.user_exists("u")).unwrap() && now(client.hub("news").user_exists("u")).unwrap());
    let service = "contoso.webpubsub.azure.com".to_owned();
    assert_eq!(
        sent(&transport),
        [
            ("login.microsoftonline.com".to_owned(), None),
            (service.clone(), bearer("token-1")),
            (service, bearer("token-1")),
        ]
    );
    let operation = |request: &Request<Bytes>| request.extensions().get::<Attempt>().unwrap().operation;
    assert_eq!(transport.seen().iter().map(operation).collect::<Vec<_>>(), ["get_token", "user_exists", "user_exists"]);
}

#[test]
fn renewed_before_its_end_and_kept_if_that_fails() {
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let transport = Scripted::new([TOKEN, YES, YES, Step::Answer(503, &[], ""), YES, SECOND, YES]);
    let client = client(&transport, secret()).with(CallOptions::new().retry(RetryPlan::never()));
    for (wait, token) in [(0, "token-1"), (54, "token-1"), (2, "token-1"), (2, "token-2")] {
        now(SendHttpTransport::sleep(&transport, minutes(wait)));
        assert!(now(client.user_exists("u")).unwrap());
        assert_eq!(sent(&transport).last().unwrap().1, bearer(token), "after {wait} more minutes");
    }
}

#[test]
fn a_claims_challenge_is_answered_once() {
    const CHALLENGE: &[(&str, &str)] =
        &[("www-authenticate", r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#)];
    let challenge = || Step::Answer(401, CHALLENGE, "");
    let transport = Scripted::new([TOKEN, challenge(), SECOND, Step::Answer(202, &[], "")]);
    now(client(&transport, secret()).send_to_all(Message::text("x"))).unwrap();
    assert_eq!(sent(&transport)[3].1, bearer("token-2"));
    let form = transport.seen()[2].body().clone();
    assert!(form.ends_with(b"&claims=%7B%22a%22%3A1%7D"));
    let transport = Scripted::new([TOKEN, challenge(), SECOND, challenge()]);
    let error = now(client(&transport, secret()).send_to_all(Message::text("x"))).unwrap_err();
    assert!(error.is_auth() && error.attempts() == 2 && !error.may_have_taken_effect(), "{error}");
}

/// Revoked without a challenge: the next call recovers, and a service that refuses everybody is not a reason to ask the
/// authority with each call.
#[test]
fn a_refused_token_is_not_trusted_for_long() {
    let no = || Step::Answer(401, &[], "");
    let transport = Scripted::new([TOKEN, no(), no(), SECOND, YES]);
    let client = client(&transport, secret());
    for wait in [0, 61] {
        now(SendHttpTransport::sleep(&transport, Duration::from_secs(wait)));
        assert!(now(client.user_exists("u")).unwrap_err().is_auth());
    }
    assert!(now(client.user_exists("u")).unwrap());
    assert_eq!(sent(&transport).last().unwrap().1, bearer("token-2"));
}

#[test]
fn never_over_plain_http() {
    let transport = Scripted::new([]);
    let far = Target::new("http://far.example", "chat").unwrap();
    let near = Target::new("http://127.0.0.1:8080", "chat").unwrap();
    for (target, credential) in [(&far, secret().allow_http_on_loopback()), (&near, secret())] {
        let client = WebPubSubServiceClient::with_transport(transport.clone(), target.clone(), credential);
        let error = now(client.user_exists("u")).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Build(_)) && transport.seen().is_empty(), "{error}");
    }
    let transport = Scripted::new([TOKEN, YES]);
    let client = WebPubSubServiceClient::with_transport(transport, near, secret().allow_http_on_loopback());
    assert!(now(client.user_exists("u")).unwrap());
}

/// Cause, and what the caller sees.
#[test]
fn failures() {
    let never = || CallOptions::new().retry(RetryPlan::never());
    let plain = |status| Step::Answer(status, &[], "");
    let wrong_tenant = Step::Answer(
        400,
        &[],
        r#"{"error":"invalid_request","error_description":"AADSTS90002: Tenant 'tenant' not found."}"#,
    );
    for (cause, steps, is_auth, text) in [
        (
            "wrong secret",
            vec![DENIED],
            true,
            "401 from the token endpoint: invalid_client: AADSTS7000215: Invalid secret.",
        ),
        ("wrong tenant", vec![wrong_tenant], true, "invalid_request: AADSTS90002: Tenant 'tenant' not found."),
        (
            "endpoint down",
            vec![Step::Fail(TransportErrorKind::NotSent)],
            false,
            "the token endpoint gave no answer: the request was not sent",
        ),
        ("endpoint silent", vec![Step::Silence], false, "no answer within the limit"),
        ("endpoint broken", vec![plain(502)], false, "502 from the token endpoint"),
        ("no token in it", vec![plain(200)], false, "holds no token"),
        ("revoked or expired", vec![TOKEN, plain(401)], true, "401 from contoso.webpubsub.azure.com"),
        ("no role", vec![TOKEN, plain(403)], true, "403 from contoso.webpubsub.azure.com"),
    ] {
        let transport = Scripted::new(steps);
        let error = now(client(&transport, secret()).with(never()).user_exists("u")).unwrap_err();
        assert!(error.to_string().contains(text), "{cause}: {error}");
        assert_eq!(error.is_auth(), is_auth, "{cause}");
        assert!(!error.may_have_taken_effect(), "{cause}");
        assert!(!format!("{error:?}").contains("hush"), "{cause}");
    }
    // The token endpoint is asked again as any call is.
    let transport = Scripted::new([Step::Answer(429, &[("retry-after", "2")], ""), TOKEN, YES]);
    assert!(now(client(&transport, secret()).user_exists("u")).unwrap());
}

#[test]
fn an_assertion_is_asked_for_each_time() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let assertion = ClientAssertion::new("tenant", "app", move || {
        Ok(format!("assertion-{}", counted.fetch_add(1, Ordering::Relaxed)).into())
    });
    let transport = Scripted::new([Step::Answer(503, &[], ""), TOKEN, YES]);
    assert!(now(client(&transport, assertion.unwrap()).user_exists("u")).unwrap());
    assert!(transport.seen()[1].body().ends_with(b"client_assertion=assertion-1"));
    let failing = ClientAssertion::new("tenant", "app", || Err("no file".into())).unwrap();
    let error = now(client(&Scripted::new([]), failing).user_exists("u")).unwrap_err();
    assert!(error.to_string().contains("the assertion could not be had: no file"), "{error}");
}

#[derive(Debug)]
struct Elsewhere;

#[async_trait::async_trait]
impl TokenCredential for Elsewhere {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        assert_eq!(request.scope, "https://webpubsub.azure.com/.default");
        Ok(AccessToken::new("from-elsewhere", UnixTime::from_secs(u64::MAX / 2)))
    }
}

#[test]
fn any_source_and_a_fixed_token() {
    let transport = Scripted::new([YES, YES]);
    assert!(now(client(&transport, Credential::from_source(Elsewhere)).user_exists("u")).unwrap());
    assert!(now(client(&transport, BearerToken::new("fixed").unwrap()).user_exists("u")).unwrap());
    assert_eq!(
        sent(&transport).iter().map(|(_, token)| token.clone()).collect::<Vec<_>>(),
        [bearer("from-elsewhere"), bearer("fixed")]
    );
}

/// Answers token requests only once the gate is open, and counts them.
#[derive(Clone, Default)]
struct Gated {
    open: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl SendHttpTransport for Gated {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.uri().path().ends_with("/token") {
            self.asked.fetch_add(1, Ordering::Relaxed);
            poll_fn(|_| if self.open.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }).await;
            return Ok(Response::new(Bytes::from_static(br#"{"expires_in":3600,"access_token":"t"}"#)));
        }
        Ok(Response::new(Bytes::new()))
    }

    async fn sleep(&self, _: Duration) {
        std::future::pending::<()>().await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(1)
    }

    fn random(&self) -> [u8; 16] {
        [1; 16]
    }
}

type Call = Pin<Box<dyn Future<Output = Result<bool, Error>>>>;

fn poll(call: &mut Call) -> Poll<Result<bool, Error>> {
    call.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_thousand_first_calls_fetch_one_token_and_outlive_their_leader() {
    let gate = Gated::default();
    let target = Target::new("https://h", "chat").unwrap();
    let client = WebPubSubServiceClient::with_transport(gate.clone(), target, secret());
    let mut calls: Vec<Call> = (0..1_000)
        .map(|_| {
            let client = client.clone();
            Box::pin(async move { client.user_exists("u").await }) as Call
        })
        .collect();
    assert!(calls.iter_mut().all(|call| poll(call).is_pending()));
    assert_eq!(gate.asked.load(Ordering::Relaxed), 1);
    drop(calls.remove(0));
    assert!(calls.iter_mut().all(|call| poll(call).is_pending()));
    assert_eq!(gate.asked.load(Ordering::Relaxed), 2, "another one leads");
    gate.open.store(true, Ordering::Relaxed);
    let mut done = 0;
    for _round in 0..3_000 {
        calls.retain_mut(|call| match poll(call) {
            Poll::Ready(result) => {
                assert!(result.unwrap());
                done += 1;
                false
            }
            Poll::Pending => true,
        });
        if calls.is_empty() {
            break;
        }
    }
    assert_eq!((done, gate.asked.load(Ordering::Relaxed)), (999, 2));
}

//! Sources of tokens that are slower than an attempt, a call, or the caller's patience.

use crate::entra::secret;
use crate::stage::{Stage, poll};
use crate::support::{client_with, mock, now};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use webpubsub_core::entra::{AccessToken, ClientAssertion, ManagedIdentity, TokenRequest};
use webpubsub_core::transport::SendHttpTransport as _;
use webpubsub_core::{
    AccessKey, CallOptions, Credential, CredentialError, ErrorKind, RetryPolicy, RotatingAccessKey, TokenSource,
    TransportError,
};

fn custom(stage: &Stage) -> Credential {
    Credential::from_source(stage.clone())
}

#[test]
fn a_source_slower_than_an_attempt() {
    for milliseconds in [29_000, 40_000, 90_000] {
        let stage = Stage::where_a_token_takes(milliseconds);
        assert_eq!(stage.call(&stage.client(custom(&stage), 100)).unwrap(), "token-1");
        assert_eq!((stage.fetches(), stage.elapsed()), (1, Duration::from_millis(milliseconds)));
    }
}

/// The first attempt ends in time for another connection; the second, or the only one, has all that is left of the call.
#[test]
fn an_endpoint_slower_than_an_attempt() {
    let default = RetryPolicy::default;
    for (milliseconds, attempt, call, retry, requests) in [
        (29_000, 30, 100, default(), 1),
        (35_000, 30, 100, default(), 2),
        (60_000, 30, 100, default(), 2),
        (1_500, 1, 10, default(), 2),
        (7_000, 1, 10, default(), 2),
        (40_000, 30, 100, RetryPolicy::never(), 1),
        (7_000, 1, 10, default().max_attempts(1), 1),
        (7_000, 1, 10, default().max_attempts(2), 2),
    ] {
        let machine = ManagedIdentity::virtual_machine().unwrap();
        for credential in [Credential::from(secret()), machine.into()] {
            let stage = Stage::where_a_token_takes(milliseconds);
            let options = CallOptions::new().attempt_timeout(Duration::from_secs(attempt)).retry(retry);
            let client = stage.client(credential, call).with_options(options);
            assert_eq!(stage.call(&client).unwrap(), format!("token-{requests}"), "{milliseconds} ms");
            assert_eq!(stage.fetches(), requests);
        }
    }
}

#[test]
fn a_source_slower_than_a_call_is_continued_by_the_next() {
    for (milliseconds, failures) in [(1_500, 1), (1_100, 1), (4_500, 4)] {
        let stage = Stage::where_a_token_takes(milliseconds);
        let client = stage.client(custom(&stage), 1);
        for _ in 0..failures {
            let error = stage.call(&client).unwrap_err();
            assert!(error.is_timeout() && !error.was_sent(), "{error}");
            assert!(error.to_string().contains("the token source was slower than the call's timeout"), "{error}");
        }
        assert_eq!(stage.call(&client).unwrap(), "token-1");
        assert_eq!(stage.fetches(), 1);
    }
}

#[test]
fn a_source_whose_caller_is_dropped_is_continued_by_the_next() {
    let stage = Stage::where_a_token_takes(1_500);
    let client = stage.client(custom(&stage), 100);
    for _ in 0..3 {
        assert!(poll(&mut Box::pin(client.user_exists("u"))).is_pending());
        stage.advance(400);
    }
    // Also while others wait.
    let (mut first, mut second) = (Box::pin(client.user_exists("u")), Box::pin(client.user_exists("u")));
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    drop(first);
    assert!(stage.run(second).unwrap());
    assert_eq!((stage.fetches(), stage.elapsed()), (1, Duration::from_millis(1_500)));
}

/// A task that is slow to wake finds a token that is due for renewal, and valid: it does not wait for another.
#[test]
fn a_call_that_waited_uses_a_token_that_is_due() {
    let stage = Stage::where_a_token_takes(1_000);
    let client = stage.client(custom(&stage), 100);
    let (mut first, mut second) = (Box::pin(client.user_exists("u")), Box::pin(client.user_exists("u")));
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    stage.advance(1_000);
    assert!(poll(&mut first).is_ready());
    stage.advance(40_000);
    assert!(poll(&mut second).is_ready());
    assert_eq!((stage.fetches(), &*stage.last_token()), (1, "token-1"));
}

/// It ends with its caller, whose error says why; another call with more time, or `fetch_token`, gets the token.
#[test]
fn an_endpoint_slower_than_a_call() {
    let assertion = || ClientAssertion::new("tenant", "app", || Ok("jwt".into())).unwrap();
    for (credential, milliseconds) in
        [(Credential::from(secret()), 1_500), (assertion().into(), 1_100), (secret().into(), 29_000)]
    {
        let stage = Stage::where_a_token_takes(milliseconds);
        let client = stage.client(credential, 1);
        for _ in 0..2 {
            let error = stage.call(&client).unwrap_err();
            assert!(error.is_timeout() && !error.was_sent() && error.attempts() == 0, "{error}");
            let text = "the token endpoint login.microsoftonline.com was slower than the call's timeout";
            assert!(error.to_string().contains(text), "{error}");
        }
        stage.run(client.with_options(CallOptions::new().timeout(Duration::from_secs(30))).fetch_token()).unwrap();
        assert_eq!(stage.call(&client).unwrap(), "token-3");
        assert_eq!(stage.fetches(), 3);
    }
}

/// What takes so long can be the connection, too: nothing was sent then, and the reason is the same.
#[test]
fn an_endpoint_that_no_connection_reaches_within_a_call() {
    let too_slow = "the token endpoint login.microsoftonline.com was slower than the call's timeout";
    for (seconds, reason) in [
        (1, too_slow),
        (5, too_slow),
        (30, too_slow),
        // Four attempts end before: a longer call would not help.
        (100, "no response from login.microsoftonline.com"),
    ] {
        let mock = mock();
        let clock = mock.clone();
        let mock = mock.otherwise(move |_, attempt| {
            clock.advance(attempt.timeout.min(Duration::from_secs(10)));
            Err(TransportError::connect_timeout())
        });
        let options = CallOptions::new().timeout(Duration::from_secs(seconds));
        let error = now(client_with(&mock, secret()).with_options(options).user_exists("u")).unwrap_err();
        assert!(error.is_timeout() && !error.was_sent(), "{error}");
        assert!(format!("{error:?}").contains(&format!("{reason}: no connection within")), "{error:?}");
    }
}

#[test]
fn ahead_of_time_a_token_is_fetched_if_it_is_needed() {
    let stage = Stage::where_a_token_takes(20_000);
    for credential in [secret().into(), custom(&stage)] {
        let (begun, client) = (stage.fetches(), stage.client(credential, 100));
        stage.run(client.fetch_token()).unwrap();
        stage.run(client.hub("other").fetch_token()).unwrap();
        assert_eq!(stage.fetches(), begun + 1);
        // Due for renewal: it waits as long as it takes, and nothing holds it off.
        stage.advance(31_000);
        stage.call(&client).unwrap();
        stage.run(client.fetch_token()).unwrap();
        assert_eq!(stage.call(&client).unwrap(), format!("token-{}", stage.fetches()));
    }
    for credential in [AccessKey::new("k").unwrap().into(), Credential::from(RotatingAccessKey::new("k").unwrap())] {
        stage.run(stage.client(credential, 1).fetch_token()).unwrap();
    }
    let error = stage.run(stage.client(Credential::none(), 1).fetch_token()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(build) if build.field() == "credential"), "{error}");
    let error = stage.run(stage.client(secret(), 1).hub("..").fetch_token()).unwrap_err();
    assert!(error.is_timeout() && error.operation() == "fetch_token", "it concerns no hub: {error}");
}

/// Only one call renews; neither the others nor, after 5 s, that one wait for it.
#[test]
fn a_renewal_delays_nobody_else() {
    let stage = Stage::where_a_token_takes(0);
    for credential in [secret().into(), custom(&stage)] {
        stage.a_token_takes(0);
        let client = stage.client(credential, 100);
        let old = stage.call(&client).unwrap();
        stage.advance(31_000);
        stage.a_token_takes(7_000);
        let (begun, mut renews) = (stage.fetches(), Box::pin(client.user_exists("u")));
        assert!(poll(&mut renews).is_pending());
        for _ in 0..10 {
            assert!(poll(&mut Box::pin(client.user_exists("u"))).is_ready());
            assert_eq!(stage.last_token(), old);
        }
        let before = stage.elapsed();
        assert!(stage.run(renews).unwrap());
        assert_eq!((stage.last_token(), stage.elapsed()), (old, before + Duration::from_secs(5)));
        assert_eq!(stage.fetches(), begun + 1);
    }
}

#[test]
fn a_renewal_whose_caller_is_dropped_is_not_begun_again_for_30_seconds() {
    let stage = Stage::where_a_token_takes(0);
    for (credential, begun_again) in [(secret().into(), 1), (custom(&stage), 0)] {
        stage.a_token_takes(0);
        let client = stage.client(credential, 100);
        let old = stage.call(&client).unwrap();
        stage.advance(25_000);
        stage.a_token_takes(2_000);
        let begun = stage.fetches();
        stage.advance(5_000);
        assert!(poll(&mut Box::pin(client.user_exists("u"))).is_pending());
        for _ in 0..10 {
            stage.advance(2_000);
            assert!(poll(&mut Box::pin(client.user_exists("u"))).is_ready());
            assert_eq!((stage.last_token(), stage.fetches()), (old.clone(), begun + 1));
        }
        stage.advance(10_000);
        assert_eq!(stage.call(&client).unwrap(), format!("token-{}", begun + 1 + begun_again));
    }
}

/// What a fetch waits for may never come.
#[test]
fn a_fetch_without_end_is_begun_anew_after_two_minutes() {
    let stage = Stage::where_a_token_takes(u64::from(u32::MAX));
    let client = stage.client(custom(&stage), 40);
    for _ in 0..3 {
        assert!(stage.call(&client).unwrap_err().is_timeout());
    }
    assert_eq!(stage.fetches(), 1);
    stage.a_token_takes(1_000);
    assert_eq!(stage.call(&client).unwrap(), "token-2");
}

/// Panics at first, and has a token then.
#[derive(Debug, Default)]
struct Panics(AtomicUsize);

#[async_trait::async_trait]
impl TokenSource for Panics {
    async fn token(&self, _: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        assert!(self.0.fetch_add(1, Ordering::Relaxed) > 0, "at first");
        Ok(AccessToken::new("after-all", Stage::default().now().after(Duration::from_secs(60))))
    }
}

#[test]
#[cfg_attr(target_arch = "wasm32", ignore = "a panic ends the program")]
fn a_fetch_that_panics_leaves_nothing_behind() {
    let stage = Stage::default();
    let client = stage.client(Credential::from_source(Panics::default()), 1);
    catch_unwind(AssertUnwindSafe(|| stage.call(&client))).unwrap_err();
    assert_eq!(stage.call(&client).unwrap(), "after-all");
}

//! One token for all who wait, renewed in time.

use crate::entra::{FIRST, SECOND, last_token, secret, sent, token};
use crate::stage::{Stage, poll};
use crate::support::{client_with, mock, now, response};
use futures_util::StreamExt;
use std::task::Poll;
use std::time::Duration;
use webpubsub_core::{CallOptions, RetryPolicy, WebPubSubServiceClient};

#[test]
fn one_token_for_many_calls() {
    let mock = mock().respond(token(FIRST)).respond_ok().respond_ok();
    let client = client_with(&mock, secret());
    assert!(now(client.user_exists("u")).unwrap() && now(client.hub("news").user_exists("u")).unwrap());
    let first = || Some("token-1".to_owned());
    assert_eq!(sent(&mock), [("get_token", None), ("user_exists", first()), ("user_exists", first())]);
    let service = "contoso.webpubsub.azure.com";
    for (sent, host) in mock.captured().iter().zip(["login.microsoftonline.com", service, service]) {
        assert_eq!(sent.request().uri().host(), Some(host));
    }
}

#[test]
fn a_shared_client_has_the_tokens_of_its_original_and_spawns() {
    fn spawnable<F: Future + Send + 'static>(call: F) -> F {
        call
    }
    let mock = mock().respond(token(FIRST)).respond_ok().respond_ok();
    let client = client_with(&mock, secret());
    let shared = client.clone().into_shared();
    assert!(now(spawnable(async move { shared.user_exists("u").await })).unwrap());
    assert!(now(client.user_exists("u")).unwrap());
    let shared = client.clone().into_shared();
    drop(spawnable(async move { shared.list_connections("g").pages().next().await }));
    assert_eq!(sent(&mock).iter().filter(|(operation, _)| *operation == "get_token").count(), 1);
    assert_eq!((last_token(&mock).as_deref(), mock.steps_left()), (Some("token-1"), 0));
}

#[test]
fn renewed_before_it_expires_and_kept_if_that_fails() {
    let mock = mock().respond(token(FIRST)).respond_ok().respond_ok();
    mock.respond(response(503, &[], "")).respond_ok().respond(token(SECOND)).respond_ok();
    let client = client_with(&mock, secret()).with_options(CallOptions::new().retry(RetryPolicy::never()));
    for (minutes, token) in [(0, "token-1"), (54, "token-1"), (2, "token-1"), (2, "token-2")] {
        mock.advance(Duration::from_secs(minutes * 60));
        assert!(now(client.user_exists("u")).unwrap());
        assert_eq!(last_token(&mock).as_deref(), Some(token), "after {minutes} more minutes");
    }
}

#[test]
fn a_thousand_first_calls_fetch_one_token_and_outlive_their_leader() {
    let stage = Stage::where_a_token_takes(1_000);
    let client = stage.client(secret(), 100);
    let call = |client: WebPubSubServiceClient<Stage>| Box::pin(async move { client.user_exists("u").await });
    let mut calls: Vec<_> = (0..1_000).map(|_| call(client.clone())).collect();
    assert!(calls.iter_mut().all(|call| poll(call).is_pending()));
    assert_eq!(stage.fetches(), 1);
    drop(calls.remove(0));
    assert!(calls.iter_mut().all(|call| poll(call).is_pending()));
    assert_eq!(stage.fetches(), 2, "another one leads");
    stage.advance(1_000);
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
    assert_eq!((done, stage.fetches()), (999, 2));
}

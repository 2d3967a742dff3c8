//! Threads that wait for a token: each has it when it is there, and none waits past its call's timeout.

use async_trait::async_trait;
use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};
use webpubsub_blocking::entra::{AccessToken, TokenRequest};
use webpubsub_blocking::{CallOptions, Credential, CredentialError, TokenSource, UnixTime, WebPubSubServiceClient};

const SHORT: Duration = Duration::from_millis(50);

/// Its one fetch is over when it is woken.
#[derive(Clone, Debug, Default)]
struct SlowToken {
    fetching: Arc<Mutex<Option<Waker>>>,
    fetches: Arc<AtomicUsize>,
}

#[async_trait]
impl TokenSource for SlowToken {
    async fn token(&self, _: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        let mut began = false;
        poll_fn(|context| {
            if std::mem::replace(&mut began, true) {
                return Poll::Ready(());
            }
            *self.fetching.lock().expect("a lock") = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
        Ok(AccessToken::new("eyJ.e30.c2ln", UnixTime::from_secs(u64::from(u32::MAX))))
    }
}

fn client(source: impl TokenSource + 'static) -> WebPubSubServiceClient {
    WebPubSubServiceClient::new("https://contoso.example", "chat", Credential::from_source(source)).expect("a client")
}

/// Two threads need a token, and there is one slow fetch: each has it when it is there.
#[test]
fn two_threads_wait_for_one_slow_token() {
    for _ in 0..20 {
        let source = SlowToken::default();
        let client = client(source.clone());
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let client = client.clone();
                thread::spawn(move || client.fetch_token())
            })
            .collect();
        let waker = loop {
            match source.fetching.lock().expect("a lock").take() {
                Some(waker) => break waker,
                None => thread::yield_now(),
            }
        };
        assert!(threads.iter().all(|thread| !thread.is_finished()));
        let begin = Instant::now();
        waker.wake();
        for thread in threads {
            thread.join().expect("no panic").expect("a token");
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}: not when the token was there", begin.elapsed());
        assert_eq!(source.fetches.load(Ordering::SeqCst), 1);
    }
}

/// The timeout of the call ends the wait for a token that never comes.
#[test]
fn a_token_that_never_comes_holds_up_no_call() {
    #[derive(Debug)]
    struct Never;
    #[async_trait]
    impl TokenSource for Never {
        async fn token(&self, _: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
            pending().await
        }
    }
    let begin = Instant::now();
    let client = client(Never).with_options(CallOptions::new().timeout(SHORT));
    let error = client.user_exists("ann").expect_err("no token");
    assert!(begin.elapsed() >= SHORT && !error.was_sent(), "{error:?}");
    assert!(format!("{error:?}").contains("the token source was slower than the call's timeout"), "{error:?}");
}

//! The wall clock is set back: no age that it measures is then without end. Rejected tokens: `rejected_token`.

use crate::entra::secret;
use crate::stage::{Stage, poll};
use crate::support::{KEY, mock, now, response, target};
use bytes::Bytes;
use http::{Request, Response};
use std::time::Duration;
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_core::{AccessKey, CallOptions, Credential, WebPubSubServiceClient};
use webpubsub_mock::MockTransport;

/// A renewal is held off for 30 s, not until the clock is again where it was.
#[test]
fn a_renewal_is_not_held_off_for_longer() {
    let stage = Stage::where_a_token_takes(0);
    for credential in [secret().into(), Credential::from_source(stage.clone())] {
        stage.set_back(0);
        stage.tokens_live_longer(3_540);
        stage.a_token_takes(0);
        let client = stage.client(credential, 100);
        let old = stage.call(&client).unwrap();
        // Due from 3,300 s on.
        stage.advance(3_500_000);
        stage.a_token_takes(2_000);
        assert!(poll(&mut Box::pin(client.user_exists("u"))).is_pending());
        stage.advance(2_000);
        assert_eq!(stage.call(&client).unwrap(), old, "held off");
        stage.set_back(100);
        let new = stage.call(&client).unwrap();
        assert_ne!(new, old);
        assert_eq!(new, format!("token-{}", stage.fetches()));
    }
}

/// What a custom fetch waits for may never come, however the clock is set.
#[test]
fn a_fetch_without_end_is_begun_anew() {
    let stage = Stage::where_a_token_takes(u64::from(u32::MAX));
    let client = stage.client(Credential::from_source(stage.clone()), 1);
    stage.advance(7_200_000);
    assert!(stage.call(&client).unwrap_err().is_timeout());
    stage.set_back(3_600);
    stage.a_token_takes(500);
    assert_eq!(stage.call(&client).unwrap(), "token-2");
}

/// The clock is set back by all that passes.
struct Standing(MockTransport);

impl SendHttpTransport for Standing {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        SendHttpTransport::send(&self.0, request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        SendHttpTransport::sleep(&self.0, duration).await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(1_000_000)
    }

    fn random(&self) -> [u8; 16] {
        SendHttpTransport::random(&self.0)
    }
}

/// What attempts that timed out and backoff took counts.
#[test]
fn a_call_has_no_more_time() {
    let silent = (0..4).fold(mock(), |mock, _| mock.never_respond());
    let throttled = (0..4).fold(mock(), |mock, _| mock.respond(response(429, &[("retry-after", "15")], "")));
    for (mock, attempts, seconds) in [(silent, 2, 40), (throttled, 3, 30)] {
        let key = AccessKey::new(KEY).unwrap();
        let client = WebPubSubServiceClient::with_transport(Standing(mock.clone()), target(), key);
        let client = client.with_options(CallOptions::new().timeout(Duration::from_secs(40)));
        let error = now(client.user_exists("u")).unwrap_err();
        assert_eq!((error.attempts(), mock.elapsed().as_secs()), (attempts, seconds), "{error}");
    }
}

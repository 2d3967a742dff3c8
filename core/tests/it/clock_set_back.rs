//! The wall clock is set back: no age that it measures is then without end. Rejected tokens: `rejected_token`.

use crate::entra::secret;
use crate::stage::{Stage, poll};
use std::time::Duration;
use webpubsub_core::Credential;

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

/// The call's own timeout: what the waits took counts.
#[test]
fn a_call_has_no_more_time() {
    let stage = Stage::where_a_token_takes(u64::from(u32::MAX));
    stage.advance(7_200_000);
    let (client, before) = (stage.client(secret(), 40), stage.elapsed());
    let mut call = Box::pin(client.user_exists("u"));
    assert!(poll(&mut call).is_pending());
    stage.set_back(3_600);
    assert!(stage.run(call).unwrap_err().is_timeout());
    assert_eq!(stage.elapsed(), before + Duration::from_secs(40));
}

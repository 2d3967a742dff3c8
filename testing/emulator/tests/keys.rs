//! Two access keys, so that one can be rotated while the other is in use.

mod common;

use common::{Caller, Socket};
use serde_json::json;
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn either_key_signs_for_callers_and_clients() {
    let (first, second) = ("first key of at least thirty-two bytes", "second key of at least thirty-two bytes");
    let builder = Emulator::builder().access_key(first).secondary_access_key(second);
    let emulator = builder.start().await.expect("started");
    assert_eq!((emulator.access_key(), emulator.secondary_access_key()), (first, Some(second)));
    for (key, status) in [(first, 202), (second, 202), ("third key of at least thirty-two bytes", 401)] {
        let caller = Caller::with_key(&emulator, key);
        assert_eq!(caller.send("/api/hubs/chat/:send", "x").await, status);
        let client = Socket::connect(&caller.client_url("chat", &json!({})), None).await;
        assert_eq!(client.err().map(|status| status.as_u16()), (status == 401).then_some(401));
    }
    let short = Emulator::builder().secondary_access_key("short").start().await;
    assert!(short.is_err_and(|error| error.to_string().contains("32 bytes")));
}

//! What a failing assertion prints shows no token, key or message.

use crate::now;
use webpubsub_mock::{CallOptions, Message, MockTransport};

#[test]
fn debug_shows_no_secret() {
    let mock = MockTransport::new();
    let client = mock.client("chat").with_options(CallOptions::new().header("x-gateway-key", "hush-hush"));
    now(client.send_to_user("ann", Message::text("between us"))).expect("sent");
    let text = format!("{mock:?} {:#?} {:?}", mock.captured(), mock.captured()[0].request().headers());
    assert!(text.contains("send_to_user") && text.contains("/users/ann/"), "{text}");
    for secret in ["eyJ", "hush-hush", "between us", "mock-access-key"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

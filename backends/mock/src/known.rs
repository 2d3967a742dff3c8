//! The resource that does not exist.

use webpubsub_core::{AccessKey, Target};

/// The endpoint of the clients that this crate makes; nothing is ever sent there.
pub const ENDPOINT: &str = "https://mock.webpubsub.azure.com";

/// The access key of the clients that this crate makes. Claims are verified with it unless
/// [`MockTransport::key`](crate::MockTransport::key) sets another. No resource has it.
pub const ACCESS_KEY: &str = "mock-access-key-that-opens-nothing-0000000000";

/// For code that takes a connection string: [`ENDPOINT`] and [`ACCESS_KEY`].
pub const CONNECTION_STRING: &str = "Endpoint=https://mock.webpubsub.azure.com;\
     AccessKey=mock-access-key-that-opens-nothing-0000000000;Version=1.0;";

/// The parts of a client for a hub.
///
/// # Panics
///
/// If the hub's name is invalid.
pub(crate) fn parts(hub: &str) -> (Target, AccessKey) {
    match (Target::new(ENDPOINT, hub), AccessKey::new(ACCESS_KEY)) {
        (Ok(target), Ok(key)) => (target, key),
        (Err(error), _) | (_, Err(error)) => panic!("{error}"),
    }
}

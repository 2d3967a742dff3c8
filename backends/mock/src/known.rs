//! The resource that does not exist.

use webpubsub_core::{AccessKey, Target};

/// The endpoint of the clients that this crate makes. Nobody is there.
pub const ENDPOINT: &str = "https://mock.webpubsub.azure.com";

/// The access key of the clients that this crate makes, and the one that claims are verified with unless another is
/// given. It opens nothing.
pub const ACCESS_KEY: &str = "mock-access-key-that-opens-nothing-0000000000";

/// For code that takes a connection string: [`ENDPOINT`] and [`ACCESS_KEY`].
pub const CONNECTION_STRING: &str = "Endpoint=https://mock.webpubsub.azure.com;\
     AccessKey=mock-access-key-that-opens-nothing-0000000000;Version=1.0;";

/// What a client for this hub is made of.
///
/// # Panics
///
/// If no hub can be called so.
pub(crate) fn parts(hub: &str) -> (Target, AccessKey) {
    match (Target::new(ENDPOINT, hub), AccessKey::new(ACCESS_KEY)) {
        (Ok(target), Ok(key)) => (target, key),
        (Err(error), _) | (_, Err(error)) => panic!("{error}"),
    }
}

#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod answers;
mod captured;
mod claims;
mod clock;
#[cfg(feature = "mockall")]
mod expectations;
mod known;
mod path;
mod script;
mod state;
mod success;
mod transport;

pub use captured::Captured;
pub use claims::{Claims, ClaimsError};
#[cfg(feature = "mockall")]
pub use expectations::{MockCarrier, MockallTransport};
pub use known::{ACCESS_KEY, CONNECTION_STRING, ENDPOINT};
#[cfg(feature = "mockall")]
pub use mockall;
pub use transport::MockTransport;
pub use webpubsub_core::*;

/// The client of this backend.
pub type WebPubSubServiceClient = webpubsub_core::WebPubSubServiceClient<MockTransport>;

/// A client for the hub, whose calls all succeed, and the handle that tells what it sent.
///
/// ```
/// let (client, mock) = webpubsub_mock::client("chat");
/// # let _ = (client, mock);
/// ```
///
/// # Panics
///
/// If no hub can be called so, see [`Target::new`].
pub fn client(hub: &str) -> (WebPubSubServiceClient, MockTransport) {
    let mock = MockTransport::new();
    (mock.client(hub), mock)
}

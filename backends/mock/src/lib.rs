#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod captured;
mod claims;
mod clock;
mod event_recorder;
mod known;
mod mock_transport;
#[cfg(feature = "mockall")]
mod mockall_transport;
mod path;
pub mod responses;
mod script;
mod state;
mod success;
mod upstream_event;

pub use captured::Captured;
pub use claims::{Claims, ClaimsError};
pub use event_recorder::{EventRecorder, EventRecording, RecordedEvent};
pub use known::{ACCESS_KEY, CONNECTION_STRING, ENDPOINT};
pub use mock_transport::MockTransport;
#[cfg(feature = "mockall")]
pub use mockall;
#[cfg(feature = "mockall")]
pub use mockall_transport::{MockSend, MockallTransport};
pub use upstream_event::UpstreamEvent;
pub use webpubsub_core::WebPubSubServiceClient as GenericClient;
pub use webpubsub_core::*;

/// The client of this backend; [`GenericClient`] is the one with a type parameter.
pub type WebPubSubServiceClient = GenericClient<MockTransport>;

/// A client for a hub, whose calls all succeed, and the handle that shows what it sent.
///
/// ```
/// let (client, mock) = webpubsub_mock::client("chat");
/// # let _ = (client, mock);
/// ```
///
/// # Panics
///
/// If the hub's name is invalid, see [`Target::new`].
pub fn client(hub: &str) -> (WebPubSubServiceClient, MockTransport) {
    let mock = MockTransport::new();
    (mock.client(hub), mock)
}

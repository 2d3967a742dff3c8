//! The library, the emulator and real WebSocket clients together.
//!
//! The code of the README, and of the page on transports, is compiled and run as this crate's doc tests.

#![allow(clippy::missing_panics_doc)] // Made for tests: whatever goes wrong panics.

mod subscriber;
mod watch;

pub use subscriber::{Received, Subscriber};
pub use watch::{MARK, Watch};

use webpubsub_emulator::Emulator;
use webpubsub_hyper::{CallOptions, WebPubSubServiceClient};

/// Calls that tell all they ever tell.
pub fn options() -> CallOptions {
    CallOptions::new().logging(true).logging_bodies(true)
}

/// An emulator and a client of its hub `chat`.
pub async fn service() -> (Emulator, WebPubSubServiceClient) {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat");
    (emulator, client.expect("a client").with_options(options()))
}

/// The README, which a package of this crate does not hold.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}

/// The page on transports.
#[cfg(doctest)]
#[doc = include_str!("../../../backends/README.md")]
mod transports {}

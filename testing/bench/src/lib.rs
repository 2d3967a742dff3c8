//! What calls cost beside the leanest code that one would write by hand for the same requests.
//!
//! `cargo bench -p webpubsub-bench` prints times; `cargo test -p webpubsub-bench` asserts that both sides make the same
//! requests, and bounds the allocations. See the README.

mod block_on;
mod case;
mod cases;
mod floor;
mod measure;
mod null;

pub use block_on::block_on;
pub use case::Case;
pub use cases::{cases, send_to_all};
pub use floor::Floor;
pub use measure::{Comparison, compare};
pub use null::Null;

use webpubsub_core::UnixTime;

/// The service's address in all cases.
pub const ENDPOINT: &str = "https://contoso.webpubsub.azure.com";

/// The hub in all cases.
pub const HUB: &str = "chat";

/// As long as the service's own keys, and none of them.
pub const KEY: &str = "c2VjcmV0LWtleS1mb3ItYmVuY2htYXJrcy1vbmx5LTAwMDE=";

/// When everything happens: with a clock that stands still, both sides make the same bytes.
pub const NOW: UnixTime = UnixTime::from_secs(1_795_487_212);

/// What stops a case: whatever it is, it is printed and ends the run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

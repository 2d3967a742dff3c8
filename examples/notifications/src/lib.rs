//! A service that notifies the users of a shop: what an application puts around the client.
//!
//! It is generic over the transport, so that its unit tests need no network (`tests/it/unit.rs`), and the program runs
//! the same code over hyper (`src/main.rs`).

mod event;
mod notifier;
mod outcome;

pub use event::Event;
pub use notifier::Notifier;
pub use outcome::Outcome;

//! A service that notifies the users of a shop: what an application puts around the client.
//!
//! It holds a `SharedClient`, one type for every transport: the program sends over hyper (`src/main.rs`), and the unit
//! tests need no network (`tests/it/unit.rs`).

mod event;
mod notifier;
mod outcome;

pub use event::Event;
pub use notifier::Notifier;
pub use outcome::Outcome;

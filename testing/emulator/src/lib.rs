//! Azure Web PubSub on one machine: REST and WebSocket, in your test's own process or as a program.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), webpubsub_emulator::StartError> {
//! use webpubsub_emulator::Emulator;
//!
//! let emulator = Emulator::start().await?; // a free port on 127.0.0.1
//! assert!(emulator.connection_string().starts_with("Endpoint=http://127.0.0.1:"));
//! emulator.stop().await;
//! # Ok(()) }
//! ```
//!
//! Each emulator has its own port, hubs and connections; any number can run in one process. Its tasks run on the tokio
//! runtime that started it; dropping it ends them and frees its port.
//!
//! It follows the documented rules of the service, and otherwise those of Microsoft's own emulator. Nothing is stored
//! between runs.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod admin;
mod auth;
mod builder;
mod clients;
mod clock;
mod content;
mod controls;
mod emulator;
mod entra;
mod filter;
mod ids;
mod limits;
mod lines;
mod message;
mod metadata;
mod names;
mod permissions;
#[cfg(feature = "program")]
pub mod program;
mod protocols;
mod record;
mod rest;
mod server;
mod settings;
mod simulation;
mod sources;
mod start_error;
mod state;
mod switches;
mod tap;
mod tasks;
mod throttle;
mod upstream;
mod warnings;
mod watch;

pub use builder::{Builder, DEFAULT_ACCESS_KEY};
pub use emulator::Emulator;
pub use entra::EntraApplication;
pub use record::{Content, Counters, Entry, Kind};
pub use start_error::StartError;
pub use upstream::{EventHandler, SystemEvent};
pub use watch::{Client, Follower};

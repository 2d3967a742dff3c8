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
//! Each emulator is a world of its own: its port, hubs and connections. Any number may run in one process.
//! It lives on the tokio runtime that started it; dropping it ends its tasks and frees its port.
//!
//! The rules it follows are the service's, as far as they are public, and otherwise those of
//! Microsoft's own emulator. Nothing is kept between runs.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod auth;
mod builder;
mod clients;
mod controls;
mod emulator;
mod entra;
mod filter;
mod life;
mod message;
mod metadata;
mod names;
mod permissions;
mod protocols;
mod rehearsal;
mod rest;
mod server;
mod settings;
mod start_error;
mod state;
mod throttle;

pub use builder::{Builder, DEFAULT_ACCESS_KEY};
pub use emulator::Emulator;
pub use entra::EntraApplication;
pub use start_error::StartError;

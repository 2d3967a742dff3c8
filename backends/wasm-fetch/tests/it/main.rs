//! The transport in Node, in a page and in a service worker, against the emulator and servers that misbehave.
//! `testing/wasm/run` starts those, and passes their addresses when it compiles the tests.

#![cfg(target_arch = "wasm32")]

/// A connection string of the emulator.
const EMULATOR: &str = env!("WEBPUBSUB_CONNECTION_STRING", "start these tests by testing/wasm/run");

/// The address of the fault server.
const SERVER: &str = env!("WEBPUBSUB_FAULT_SERVER", "start these tests by testing/wasm/run");

mod calls;
mod contract;
mod platform;

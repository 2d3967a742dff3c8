//! The transport in Node, in a page and in a service worker, against the emulator and servers that misbehave.
//! `testing/wasm/run` starts those, and tells their addresses while it compiles.

#![cfg(target_arch = "wasm32")]

mod calls;
mod contract;
mod platform;

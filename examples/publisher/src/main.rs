//! A service that publishes under load while Web PubSub throttles and restarts: `cargo run --bin publisher`.
//!
//! An emulator in this process is the Web PubSub resource. The service takes messages over HTTP and publishes them to a
//! group; a load of its own posts to it; a WebSocket client counts what arrives. Meanwhile every nth REST request is
//! answered with 429, and the emulator goes away and comes back, dropping all connections.
//!
//! What is promised, and checked at the end (exit code 1 if it does not hold):
//!
//! - **Nothing is lost that was reported accepted** while the subscriber stayed connected: once a later message has
//!   arrived on the same connection, every message accepted before that one was sent has arrived as well.
//! - **Nothing arrives twice.** What may have been accepted is reported as *unknown* and not repeated.
//! - **Nothing arrives that was reported refused.**
//!
//! What cannot be promised: Web PubSub keeps nothing for a plain client that is away. What is accepted while the
//! subscriber's connection breaks, or before it is back, reaches nobody; it is counted as *unheard*. An application that
//! cannot bear this lets its clients ask for what they missed when they connect again.

mod arguments;
mod judgement;
mod ledger;
mod load;
mod metrics;
mod rehearsal;
mod run;
mod service;
mod subscriber;

use arguments::Arguments;
use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run::run(&Arguments::parse()).await {
        Ok(judgement) => {
            println!("{judgement}");
            if judgement.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("publisher failed: {error}");
            ExitCode::FAILURE
        }
    }
}

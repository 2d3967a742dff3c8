//! A service that publishes under load while Web PubSub throttles and restarts: `cargo run --bin publisher`.
//!
//! An emulator in this process is the Web PubSub resource. The service receives messages over HTTP and publishes them
//! to a group; a load generator posts to it; a WebSocket client counts what it receives. Meanwhile every nth REST
//! request receives 429, and the emulator restarts, which closes all connections.
//!
//! What is guaranteed, and checked at the end (exit code 1 if it does not hold):
//!
//! - **No message is lost that was reported as accepted** while the subscriber stayed connected: once a later message
//!   has arrived on the same connection, every message accepted before that one was posted has arrived as well.
//! - **No message arrives twice.** What may have been accepted is reported as *unknown* and not retried.
//! - **No message arrives that was reported as rejected.**
//!
//! What cannot be guaranteed: Web PubSub stores nothing for a simple client that is disconnected. A message that is
//! accepted while the subscriber's connection breaks, or before it is back, is *missed*. An application that must not
//! miss any lets its clients ask for what they missed when they connect again.

mod arguments;
mod events;
mod faults;
mod load;
mod metrics;
mod run;
mod service;
mod subscriber;
mod summary;

use arguments::Arguments;
use clap::Parser;
use std::error::Error;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run::run(&Arguments::parse()).await {
        Ok(summary) => {
            println!("{summary}");
            if summary.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("publisher failed: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

/// The text of an error and those of its causes, without what an error quotes of its cause.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string);
    causes.fold(error.to_string(), |text, cause| if text.contains(&cause) { text } else { format!("{text}: {cause}") })
}

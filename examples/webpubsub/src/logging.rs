//! `--verbose`: the library's events, on stderr.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

/// How much is logged about each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    Quiet,
    /// Method, URL, headers and status.
    Calls,
    /// Also bodies.
    Bodies,
}

impl Verbosity {
    pub(crate) fn shows_calls(self) -> bool {
        self >= Self::Calls
    }

    pub(crate) fn shows_bodies(self) -> bool {
        self >= Self::Bodies
    }
}

/// Writes the library's events from now on, and no others. They contain no keys and tokens.
pub(crate) fn start(verbosity: Verbosity) {
    if verbosity == Verbosity::Quiet {
        return;
    }
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let events = Targets::new().with_target("webpubsub", LevelFilter::DEBUG);
    let subscriber = tracing_subscriber::registry().with(events).with(lines);
    // Fails only if there is a subscriber already, which then writes.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

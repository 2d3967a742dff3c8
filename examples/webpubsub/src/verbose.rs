//! `--verbose`: the client's own events, on stderr.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

/// How much is said about each call.
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

/// Writes the library's events from now on, and nobody else's. Keys and tokens are not in them.
pub(crate) fn start(verbosity: Verbosity) {
    if verbosity == Verbosity::Quiet {
        return;
    }
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let ours = Targets::new().with_target("webpubsub", LevelFilter::DEBUG);
    let subscriber = tracing_subscriber::registry().with(ours).with(lines);
    // Fails only where one is set already, and then that one writes.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

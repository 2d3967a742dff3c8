//! `--verbose`: a line on stderr about each request.

mod layer;

use layer::Lines;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

/// How much is logged about each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    Quiet,
    /// Method, URL, status and duration.
    Calls,
    /// Also headers and bodies.
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
    let events = Targets::new().with_target("webpubsub", LevelFilter::DEBUG);
    let lines = Lines { details: verbosity.shows_bodies() }.with_filter(events);
    // Fails only if there is a subscriber already, which then writes.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines));
}

//! The command line.

use clap::Parser;

/// Publishes under load while Web PubSub throttles and restarts, and accounts for every message.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Port of the service on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Messages to publish.
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) messages: u64,
    /// Messages in flight at once.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..=256))]
    pub(crate) concurrency: u64,
    /// Every nth request receives 429; 0: none.
    #[arg(long, default_value_t = 25)]
    pub(crate) throttle: u64,
    /// How often Web PubSub restarts.
    #[arg(long, default_value_t = 2)]
    pub(crate) restarts: u64,
}

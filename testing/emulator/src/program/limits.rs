//! The arguments for limits.

use std::time::Duration;

use crate::Builder;
use clap::Args;

#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Messages that one client's queue holds; a client that exceeds them, or 16 MiB, is closed with code 1008.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    queue_capacity: usize,
    /// Seconds for writing one frame to a client; a client that exceeds them is closed with code 1008.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    write_timeout: u64,
    /// Seconds for the head of a request, from the start of the connection.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    head_timeout: u64,
    /// Seconds for the body of a request.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    body_timeout: u64,
    /// Seconds for a reliable client to recover its connection.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    recovery_window: u64,
    /// Groups that one connection can be in, and that one request can name.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    max_groups: usize,
    /// Steps that one request's filter may take for all connections together.
    #[arg(long, value_name = "N", default_value_t = 10_000_000)]
    max_filter_steps: u64,
    /// Bytes of text that a filter's functions may make for one connection.
    #[arg(long, value_name = "BYTES", default_value_t = 1024 * 1024)]
    max_filter_text: usize,
    /// Entries that the record of calls and frames keeps; 0 keeps none, and there is no log.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    record_entries: usize,
    /// Bytes that these entries may take.
    #[arg(long, value_name = "BYTES", default_value_t = 16 * 1024 * 1024)]
    record_bytes: usize,
}

impl Limits {
    pub(crate) fn set(&self, builder: Builder) -> Builder {
        builder
            .queue_capacity(self.queue_capacity)
            .write_timeout(Duration::from_secs(self.write_timeout))
            .head_timeout(Duration::from_secs(self.head_timeout))
            .body_timeout(Duration::from_secs(self.body_timeout))
            .recovery_window(Duration::from_secs(self.recovery_window))
            .max_groups(self.max_groups)
            .max_filter_steps(self.max_filter_steps)
            .max_filter_text(self.max_filter_text)
            .record(self.record_entries, self.record_bytes)
    }
}

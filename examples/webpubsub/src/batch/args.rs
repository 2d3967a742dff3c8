//! The arguments of `batch`.

use clap::Args;
use std::path::PathBuf;

/// Make many calls, one JSON object a line
///
/// Reads a file or standard input, and writes one JSON result a line on standard output.
///
/// A call is `{"op": "send_to_group", "args": {"group": "lobby", "message": {"text": "hi"}}, "client": {"hub": "news"}}`;
/// `args` and `client` may be left out. The command line and the environment supply what `client` leaves out. An `id`, a
/// string or a number, is repeated in the result. `close_all_connections` does not ask for confirmation.
///
/// The result is `{"line", "id", "returned": …}` or `{"line", "id", "raised": {"type", "status", "code", "message", …}}`.
/// Without --jobs it is written before the next line is read. Empty lines are passed over. An invalid line has a raised
/// result and does not stop the batch. The last line on stderr is a summary.
///
/// Ctrl-C and SIGTERM end it when the calls in flight have ended, a second one ends it at once; stderr then says
/// how to continue. The exit code is 0 if all calls succeeded; else the first of 4, 3, 1 and 2 that one of them would have
/// alone; 3 if it was interrupted.
#[derive(Args)]
#[command(
    after_help = "Example:\n  echo '{\"op\": \"user_exists\", \"args\": {\"user_id\": \"ann\"}}' | webpubsub --hub chat batch\n  \
        webpubsub batch calls.jsonl --jobs 32 --failed failed.jsonl > results.jsonl\n  \
        webpubsub batch calls.jsonl --jobs 32 --resume results.jsonl >> results.jsonl"
)]
pub(crate) struct Batch {
    /// The calls; `-` or none is standard input
    pub(super) file: Option<PathBuf>,
    /// How many calls are made at the same time, 1 to 256 [default: 1]
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: Option<u16>,
    /// Make calls that name the same group, user or connection in the order of their lines. One that concerns the whole
    /// hub waits for all before it
    #[arg(long)]
    pub(super) ordered: bool,
    /// Begin with this line; earlier ones are not looked at
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) from_line: Option<u64>,
    /// Skip the lines that a file of results names, whatever their result
    #[arg(long, value_name = "PATH")]
    pub(super) resume: Option<PathBuf>,
    /// Stop at the first call that fails
    #[arg(long, conflicts_with = "max_errors")]
    pub(super) fail_fast: bool,
    /// Stop after so many failed calls
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_errors: Option<u64>,
    /// Stop after so many calls in a row that did not reach the service; 0 does not stop
    #[arg(long, value_name = "CALLS", default_value_t = 10)]
    pub(super) max_unreached: u64,
    /// Write the lines that failed into this file, as they were, to retry them. With --resume or --from-line
    /// they are added to it
    #[arg(long, value_name = "PATH")]
    pub(super) failed: Option<PathBuf>,
    /// Write the lines that may have taken effect into this file [default: that of `--failed`, with `.unknown` at the end]
    #[arg(long, value_name = "PATH")]
    pub(super) unknown: Option<PathBuf>,
}

impl Batch {
    pub(super) fn jobs(&self) -> usize {
        self.jobs.unwrap_or(1).into()
    }

    pub(super) fn max_errors(&self) -> Option<u64> {
        if self.fail_fast { Some(1) } else { self.max_errors }
    }
}

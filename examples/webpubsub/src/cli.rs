//! The command line as a whole.

use crate::commands::Command;
use crate::connect::ConnectOptions;
use crate::exit;
use crate::names::Names;
use crate::output::Format;
use clap::{CommandFactory, FromArgMatches, Parser};

/// Azure Web PubSub from a terminal or a script.
///
/// Each operation of the service is a subcommand; `token` and `watch` are the client side, `batch` makes many calls in
/// one process. Results go to stdout, all else to stderr.
///
/// Put keys and tokens into the environment or a file: other users of the machine can read a command line.
#[derive(Parser)]
#[command(name = "webpubsub", version, after_help = exit::HELP, max_term_width = 100)]
pub(crate) struct Cli {
    /// How to print the result, and an error on stderr
    #[arg(long, short, global = true, value_name = "FORMAT", value_enum)]
    pub(crate) output: Option<Format>,
    #[command(flatten)]
    pub(crate) connect: ConnectOptions,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// Reads the arguments; ends the program for `--help` and for invalid ones.
    pub(crate) fn read() -> (Self, Names) {
        let mut command = command();
        let matches = command.get_matches_mut();
        match Self::from_arg_matches(&matches) {
            Ok(cli) => (cli, Names::given(&command, &matches)),
            Err(error) => error.exit(),
        }
    }
}

/// Only `request` does not read standard input unless it is told to.
fn command() -> clap::Command {
    Cli::command().mut_subcommand("request", |request| {
        request
            .mut_arg("message", |arg| arg.help("The body, as text; `-` is standard input"))
            .mut_arg("file", |arg| arg.help("The body, from a file; `-` is standard input"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_consistent() {
        command().debug_assert();
    }
}

//! The command line as a whole.

use crate::commands::Command;
use crate::connect::ConnectOptions;
use crate::emulator;
use crate::exit;
use crate::names::Names;
use crate::output::Format;
use clap::{CommandFactory, FromArgMatches, Parser};

/// Program and library have one version.
const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nlibrary      webpubsub-hyper ",
    env!("CARGO_PKG_VERSION"),
    "\napi-version  2024-12-01\nTLS          rustls with ring, certificates of the system",
);

/// Azure Web PubSub from a terminal or a script.
///
/// Each operation of the service is a subcommand; `token` and `watch` are for clients, `batch` makes many calls in
/// one process. Results go to stdout, all else to stderr.
///
/// Put keys and tokens into the environment or a file: other users of the machine can read a command line.
#[derive(Parser)]
#[command(
    name = "webpubsub",
    version,
    long_version = LONG_VERSION,
    after_help = exit::SHORT_HELP,
    after_long_help = exit::HELP,
    max_term_width = 100
)]
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

/// The arguments that there are. Only `request` does not read standard input unless it is told to.
pub(crate) fn command() -> clap::Command {
    let mut command = Cli::command().mut_subcommand("request", |request| {
        request
            .mut_arg("message", |arg| arg.help("The body, as text; `-` is standard input"))
            .mut_arg("file", |arg| arg.help("The body, from a file; `-` is standard input"))
    });
    let globals: Vec<String> = command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect();
    command = command.mut_subcommand("emulator", |listed| emulator::list(listed, &globals));
    // Adds `help`, whose own description does not fit beside the longest name.
    command.build();
    command.mut_subcommand("help", |help| help.about("Print the help of a command"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use webpubsub_hyper::Target;
    use webpubsub_hyper::operations::{Health, Operation as _};

    #[test]
    fn the_version_of_rest_is_that_of_the_library() {
        let request =
            Health::new().request(&Target::new("http://localhost", "chat").expect("a target")).expect("a request");
        let version = request.url().split("api-version=").nth(1).expect("a version").to_owned();
        assert!(LONG_VERSION.contains(&format!("api-version  {version}\n")), "{LONG_VERSION}");
    }

    #[test]
    fn the_definitions_are_consistent() {
        command().debug_assert();
    }
}

//! The command line as a whole.

use crate::commands::Command;
use crate::connect::ConnectOptions;
use crate::exit;
use crate::names::Names;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory, FromArgMatches, Parser};

/// Azure Web PubSub from a terminal or a script.
///
/// Each operation of the service is a subcommand; `token` and `watch` are the client side, `batch` makes many calls in
/// one process. Results go to stdout, all else to stderr.
///
/// Put keys and tokens into the environment or a file: other users of the machine can read a command line.
#[derive(Parser)]
#[command(name = "webpubsub", version, after_help = exit::HELP, max_term_width = 100)]
pub(crate) struct Cli {
    /// Print the result as JSON; an error as well, on stderr
    #[arg(long)]
    pub(crate) json: bool,
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
            Ok(mut cli) => {
                cli.json |= json_after_subcommand(&matches) || cli.command.prints_json();
                (cli, Names::given(&command, &matches))
            }
            Err(error) => error.exit(),
        }
    }
}

/// `--json` is also accepted after the subcommand, unless that has its own `--json` (a message). Only `request` does not
/// read standard input unless it is told to.
fn command() -> clap::Command {
    let file = "The body, from a file; `-` is standard input";
    let command = Cli::command().mut_subcommand("request", |request| request.mut_arg("file", |arg| arg.help(file)));
    command.mut_subcommands(|subcommand| {
        if subcommand.get_arguments().any(|argument| argument.get_id() == "json") {
            return subcommand;
        }
        let help = "Print the result as JSON; an error as well, on stderr";
        subcommand.arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(help))
    })
}

fn json_after_subcommand(matches: &ArgMatches) -> bool {
    let Some((_, matches)) = matches.subcommand() else { return false };
    matches.try_get_one::<bool>("json").is_ok_and(|flag| flag == Some(&true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_consistent() {
        command().debug_assert();
    }
}

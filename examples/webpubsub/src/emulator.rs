//! `emulator`: the service on this machine, with the arguments of the emulator's own program.

use crate::exit::Exit;
use crate::output;
use clap::{Args, CommandFactory, Parser};
use std::ffi::OsString;
use std::process::ExitCode;
use webpubsub_emulator::program::{Arguments, run};

/// What the short help shows.
const USUAL: [&str; 9] =
    ["host", "port", "tls_port", "certificate_file", "access_key", "config", "log", "event_handler", "no_page"];

/// Run an emulator of the service on this machine
///
/// Needs no Azure account. Prints its connection string as soon as it is ready, on a terminal as a line to copy into another
/// one; ends on Ctrl-C or SIGTERM. Its options are those of `webpubsub-emulator`, and none of the other commands'. What no
/// option says is read from the environment and from appsettings.json, with the names of Microsoft's emulator.
#[derive(Parser)]
#[command(
    name = "webpubsub emulator",
    bin_name = "webpubsub emulator",
    max_term_width = 100,
    after_help = "Example:\n  webpubsub emulator --port 8080"
)]
struct Emulator {
    #[command(flatten)]
    arguments: Arguments,
}

/// Its place in the list of subcommands.
#[derive(Args)]
#[command(about = "Run an emulator of the service", long_about = None, after_help = "Example:\n  webpubsub emulator --port 8080")]
pub(crate) struct Listed {}

/// The arguments of `emulator`, if that is the first word: the options of the other commands mean other things. With
/// `help` before it, its help.
pub(crate) fn asked(arguments: impl IntoIterator<Item = OsString>) -> Option<Vec<OsString>> {
    let mut words = arguments.into_iter().skip(1).peekable();
    let help = words.next_if(|word| word == "help").is_some();
    let emulator = words.next_if(|word| word == "emulator")?;
    Some([emulator].into_iter().chain(words).chain(help.then(|| "--help".into())).collect())
}

/// The program, if it is an emulator.
pub(crate) fn main(arguments: Vec<OsString>) -> ExitCode {
    let matches = command().get_matches_from(arguments);
    let arguments = match <Emulator as clap::FromArgMatches>::from_arg_matches(&matches) {
        Ok(Emulator { arguments }) => arguments,
        Err(error) => error.exit(),
    };
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run("webpubsub", arguments)),
        Err(error) => {
            output::notice(&format!("cannot start: {error}"));
            Exit::NotReached.into()
        }
    }
}

fn command() -> clap::Command {
    Emulator::command().mut_args(|arg| {
        let usual = USUAL.contains(&arg.get_id().as_str());
        arg.hide_short_help(!usual)
    })
}

/// Adds the arguments of `emulator` to its place in the list, for completions; those that all commands have are there.
pub(crate) fn list(listed: clap::Command, other: &[String]) -> clap::Command {
    let own = Emulator::command();
    let new =
        own.get_arguments().filter(|arg| arg.get_long().is_some_and(|long| !other.iter().any(|name| name == long)));
    new.cloned().fold(listed, clap::Command::arg)
}

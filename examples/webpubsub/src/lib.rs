//! `webpubsub`: Azure Web PubSub from a terminal or a script. A library only for its program and for fuzzing.
//!
//! One subcommand for each operation of the service, `token` and `watch` for clients, `batch` for many calls in
//! one process. Results go to stdout, all else to stderr; `exit` has the exit codes.

mod batch;
mod cli;
mod commands;
mod completions;
mod connect;
mod doctor;
mod emulator;
mod exit;
mod failure;
#[doc(hidden)]
pub mod fuzzing;
mod interrupt;
mod logging;
mod names;
mod output;
mod reasons;
mod response;
mod run;
mod watch;

use exit::Exit;
use std::process::ExitCode;

/// The program.
pub fn main() -> ExitCode {
    // For all TLS of this program: azure_identity compiles in a second provider, and rustls does not choose.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Some(arguments) = emulator::asked(std::env::args_os()) {
        return emulator::main(arguments);
    }
    let (cli, names) = cli::Cli::read();
    logging::start(cli.connect.verbosity());
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::notice(&format!("cannot start: {error}"));
            return Exit::NotReached.into();
        }
    };
    let exit = runtime.block_on(run::run(cli, &names));
    // A name lookup or a read of standard input that is still running must not keep the program from ending.
    runtime.shutdown_background();
    exit.into()
}

//! `webpubsub`: Azure Web PubSub from a terminal or a script.
//!
//! One subcommand for each operation of the service, `token` and `watch` for the client's side, `batch` for many calls in
//! one process. Results go to stdout, all else to stderr; [`exit`] has the codes.

mod answer;
mod batch;
mod cli;
mod commands;
mod connect;
mod exit;
mod failure;
mod output;
mod run;
mod verbose;
mod watch;

use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::read();
    verbose::start(cli.connect.verbosity());
    // For all TLS of this program: where two are compiled in, as azure_identity brings its own, rustls does not choose.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::say(&format!("cannot start: {error}"));
            return Exit::NotReached.into();
        }
    };
    let exit = runtime.block_on(run::run(cli));
    // A name that is still being looked up, or a read of standard input, must not hold the program back.
    runtime.shutdown_background();
    exit.into()
}

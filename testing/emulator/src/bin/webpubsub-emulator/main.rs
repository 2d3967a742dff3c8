//! The emulator as a program.

use std::process::ExitCode;

use clap::Parser;
use webpubsub_emulator::program::{Arguments, run};

/// Azure Web PubSub on this machine.
///
/// Prints its connection string, one line, as soon as it is ready; ends on SIGINT or SIGTERM. What no argument says is read
/// from the environment (`Urls`, `WebPubSub__AccessKey`, `WebPubSub__Hubs__chat__EventHandlers__0__UrlTemplate` …), then
/// from appsettings.json.
#[derive(Parser)]
#[command(version)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
}

#[tokio::main]
async fn main() -> ExitCode {
    run("webpubsub-emulator", Program::parse().arguments).await
}

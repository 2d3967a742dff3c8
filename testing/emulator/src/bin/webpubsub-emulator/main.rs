//! The emulator as a program: one line on stdout, the connection string, once it is ready.

mod arguments;
mod certificate;
mod limits;
mod stop;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use clap::Parser as _;
use stop::{Signal, Stop};

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("webpubsub-emulator: {}", with_sources(&*error));
            ExitCode::FAILURE
        }
    }
}

/// An error and its sources on one line.
fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    // Before the line is printed: a signal may come as soon as it is read.
    let mut stop = Stop::listen()?;
    let (throttle, retry_after) = (arguments.throttle.unwrap_or(0), arguments.retry_after);
    let certificate_file = arguments.certificate_file.clone();
    let mut emulator = arguments.builder().start().await?;
    emulator.throttle(throttle, Duration::from_secs(retry_after));
    let certificate = certificate::write(&emulator, certificate_file)?;
    {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", emulator.connection_string())?;
        stdout.flush()?;
    }
    eprintln!("listening on {}", emulator.address());
    if let (Some(endpoint), Some(file)) = (emulator.https_endpoint(), certificate) {
        eprintln!("listening on {endpoint}, certificate in {}", file.display());
    }
    while stop.wait().await == Signal::Restart {
        emulator.restart(Duration::ZERO).await?;
    }
    emulator.stop().await;
    Ok(())
}

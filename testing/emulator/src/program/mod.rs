//! The emulator as a program, for programs that have it as a command: its arguments, and its run.
//!
//! The connection string is printed on stdout once the emulator is ready, all else on stderr.

mod arguments;
mod certificate;
mod configuration;
mod events;
mod health;
mod limits;
mod log;
mod port;
mod start;
mod stop;
mod switches;

pub use arguments::Arguments;

use std::error::Error;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use configuration::Configuration;
use log::{Format, Log};
use stop::{Signal, Stop};

use crate::lines::Lines;
use crate::sources::with_sources;

/// Runs until SIGINT or SIGTERM, on the tokio runtime that polls it. An error is printed after `name`.
pub async fn run(name: &str, arguments: Arguments) -> ExitCode {
    match serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            notice(format_args!("{name}: {}", with_sources(&*error)));
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let configuration = Configuration::read(arguments.config.as_deref())?;
    let place = arguments.place(&configuration)?;
    if arguments.healthcheck {
        return Ok(health::check(&place.host, place.port)?);
    }
    // Before the line is printed: a signal may come as soon as it is read.
    let mut stop = Stop::listen()?;
    let (throttle, retry_after) = (arguments.throttle.unwrap_or(0), arguments.retry_after);
    let (certificate_file, has_page) = (arguments.certificate_file.clone(), !arguments.no_page);
    let format = arguments.log.unwrap_or_else(Format::default_here);
    let started = arguments.builder(place.clone(), &configuration)?.start().await;
    let mut emulator = started.map_err(|error| start::failed(error, &place))?;
    emulator.throttle(throttle, Duration::from_secs(retry_after));
    let certificate = certificate::write(&emulator, certificate_file)?;
    match start::print(&emulator) {
        // Whoever asked for the connection string does not want it any more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        printed => printed?,
    }
    let page = if has_page { format!(", page at {}/", emulator.endpoint()) } else { String::new() };
    notice(format_args!("listening on {}{page}", emulator.address()));
    if let (Some(endpoint), Some(file)) = (emulator.https_endpoint(), certificate) {
        notice(format_args!("listening on {endpoint}, certificate in {}", file.display()));
    }
    configuration.unsupported().iter().for_each(|warning| notice(format_args!("warning: {warning}")));
    let log = Log::start(&emulator, format);
    while stop.wait().await == Signal::Restart {
        emulator.restart(Duration::ZERO).await?;
    }
    let closed = stop::closed(&emulator);
    emulator.stop().await;
    log.end();
    // A pipe that nobody reads must not delay the end.
    Lines::default().add(format!("stopped; {closed}"));
    Ok(())
}

/// A line on stderr. A terminal that was closed, or a pipe, cannot be written to.
fn notice(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

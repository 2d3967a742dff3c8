//! What the program says at its start.

use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::TcpListener;

use crate::{Emulator, StartError};

use super::arguments::Place;
use super::port;

/// The connection string: alone on a line for programs, for people as they paste it.
pub(crate) fn print(emulator: &Emulator) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() {
        let quoted = emulator.connection_string().replace('\'', "'\\''");
        writeln!(stdout, "export WEBPUBSUB_CONNECTION_STRING='{quoted}'")?;
    } else {
        writeln!(stdout, "{}", emulator.connection_string())?;
    }
    stdout.flush()
}

/// The error, with what to do about a port that is in use.
pub(crate) fn failed(error: StartError, place: &Place) -> Box<dyn Error> {
    match &error {
        StartError::Listen(cause) if cause.kind() == io::ErrorKind::AddrInUse => in_use(place).unwrap_or(error.into()),
        _ => error.into(),
    }
}

fn in_use(place: &Place) -> Option<Box<dyn Error>> {
    let free = |port: u16| TcpListener::bind((place.host.trim_matches(['[', ']']), port)).is_ok();
    let (port, argument) = if free(place.port) { (place.tls_port?, "--tls-port") } else { (place.port, "--port") };
    let user = port::user(port).unwrap_or_else(|| "another program".to_owned());
    let next = port.checked_add(1).unwrap_or(0);
    Some(format!("port {port} is in use by {user}; try {argument} {next}, or {argument} 0 for a free one").into())
}

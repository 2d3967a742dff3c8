//! The fault server as a program: prints its base URL, one line, once it is ready.
//!
//! `webpubsub-fault-server [--port N] [--results FOLDER] [--http2] [--certificate FILE]`

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use webpubsub_conformance::FaultServer;

const USAGE: &str = "usage: webpubsub-fault-server [--port N] [--results FOLDER] [--http2] [--certificate FILE]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("webpubsub-fault-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut builder, mut http2, mut certificate) = (FaultServer::builder(), false, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match name.as_str() {
            "--port" => builder = builder.port(value()?.parse()?),
            "--results" => builder = builder.results(value()?),
            "--http2" => http2 = true,
            "--certificate" => certificate = Some(value()?),
            _ => return Err(USAGE.into()),
        }
    }
    let server = if http2 { start_http2(builder)? } else { builder.start()? };
    if let Some(file) = certificate {
        std::fs::write(file, server.certificate().ok_or("--certificate requires --http2")?)?;
    }
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", server.base_url())?;
    stdout.flush()?;
    loop {
        std::thread::park();
    }
}

#[cfg(feature = "http2")]
fn start_http2(builder: webpubsub_conformance::server::FaultServerBuilder) -> std::io::Result<FaultServer> {
    builder.start_http2()
}

#[cfg(not(feature = "http2"))]
fn start_http2(_: webpubsub_conformance::server::FaultServerBuilder) -> std::io::Result<FaultServer> {
    Err(std::io::Error::other("built without the feature http2"))
}

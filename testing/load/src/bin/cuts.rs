//! Reliable delivery under cuts, with the counts of the run:  cargo run --release -p webpubsub-load --bin cuts
//!
//! `WEBPUBSUB_CUT_SEED` repeats a run.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use webpubsub_load::cuts::{Cuts, seed};
use webpubsub_load::{Process, Service, serve_if_asked};

fn main() -> io::Result<ExitCode> {
    serve_if_asked();
    let run = Cuts { seed: seed(), clients: 200, deliveries: 100_000, cuts: 500, timeout: Duration::from_secs(60) };
    println!("seed {}", run.seed);
    let process = Process::emulator()?;
    let report = tokio::runtime::Runtime::new()?.block_on(run.run(&Service::new(&process.address)))?;
    println!("{report}");
    for violation in report.violations.iter().take(10) {
        println!("  {violation}");
    }
    Ok(if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//! 10,000 idle connections, and a fan-out to 1,000 members of which some do not read:
//! `cargo run --release -p webpubsub-load --bin slow_readers`

use std::io;
use std::process::ExitCode;

use webpubsub_load::{SlowReaders, serve_if_asked, slow_readers};

fn main() -> io::Result<ExitCode> {
    serve_if_asked();
    let run = SlowReaders { idle: 10_000, members: 1_000, slow: 50, messages: 2_000 };
    let report = tokio::runtime::Runtime::new()?.block_on(slow_readers(run))?;
    println!(
        "{} idle connections, {} messages to {} members, {} of them slow",
        run.idle, run.messages, run.members, run.slow
    );
    println!("{report}");
    let good = report.complete == run.members - run.slow && report.closed + report.cut == run.slow;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

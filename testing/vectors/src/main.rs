//! Judges the recordings and prints the report: `cargo run -p webpubsub-vectors [directory]`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use webpubsub_vectors::judge::judge;
use webpubsub_vectors::load::{data, load};
use webpubsub_vectors::report::Report;
use webpubsub_vectors::rules::RULES;

fn main() -> ExitCode {
    let directory = std::env::args_os().nth(1).map_or_else(data, PathBuf::from);
    let recordings = match load(&directory) {
        Ok(recordings) => recordings,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let judgement = judge(&recordings, RULES);
    // A reader that has seen enough, `head` for example, is no reason to panic.
    let printed = write!(std::io::stdout(), "{}", Report::new(&judgement, RULES));
    if printed.is_ok() && judgement.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

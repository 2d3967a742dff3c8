//! Judges the recordings and prints the report, or with `--behaviour` the page `BEHAVIOUR.md`:
//! `cargo run -p webpubsub-vectors -- [--behaviour] [directory]`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use webpubsub_vectors::judge::{RULES, judge};
use webpubsub_vectors::page;
use webpubsub_vectors::recording::{data, load};

fn main() -> ExitCode {
    let (options, directories): (Vec<_>, Vec<_>) = std::env::args_os().skip(1).partition(|arg| arg == "--behaviour");
    let directory = directories.first().map_or_else(data, PathBuf::from);
    match text(&directory, !options.is_empty()) {
        // A closed pipe, as of `head`, must not panic.
        Ok((text, good)) if write!(std::io::stdout(), "{text}").is_ok() && good => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What to print, and whether all is well.
fn text(directory: &Path, behaviour: bool) -> Result<(String, bool), String> {
    let cases = load(directory)?;
    if behaviour {
        return Ok((page::behaviour(&cases, RULES)?, true));
    }
    let report = judge(&cases, RULES);
    Ok((page::report(&report, RULES), report.problems.is_empty()))
}

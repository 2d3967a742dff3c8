//! Judges the recordings and prints the report, or with `--behaviour` the page `BEHAVIOUR.md`:
//! `cargo run -p webpubsub-vectors -- [--behaviour] [directory]`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use webpubsub_vectors::judge::judge;
use webpubsub_vectors::load::{data, load};
use webpubsub_vectors::page::page;
use webpubsub_vectors::report::Report;
use webpubsub_vectors::rules::RULES;

fn main() -> ExitCode {
    let (options, directories): (Vec<_>, Vec<_>) = std::env::args_os().skip(1).partition(|arg| arg == "--behaviour");
    let directory = directories.first().map_or_else(data, PathBuf::from);
    match text(&directory, !options.is_empty()) {
        // A reader that has seen enough, `head` for example, is no reason to panic.
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
    let recordings = load(directory)?;
    if behaviour {
        return Ok((page(&recordings, RULES)?, true));
    }
    let judgement = judge(&recordings, RULES);
    Ok((Report::new(&judgement, RULES).to_string(), judgement.problems.is_empty()))
}

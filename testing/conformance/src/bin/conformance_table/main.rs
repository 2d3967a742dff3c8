//! Prints the results of test runs as a table, backend × case.
//!
//! `conformance-table [--results FOLDER] [--check FILE | --write FILE]`: compares the table in a file, between the
//! markers `<!-- table -->` and `<!-- end of table -->`, with the results, or writes it there.

mod document;
mod table;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use table::Table;

const USAGE: &str = "usage: conformance-table [--results FOLDER] [--check FILE | --write FILE]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("conformance-table: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut results, mut check, mut write) = (None, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().map(PathBuf::from).ok_or(USAGE)?;
        match name.as_str() {
            "--results" => results = Some(value),
            "--check" => check = Some(value),
            "--write" => write = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    let folder = results.or_else(webpubsub_conformance::results_folder).ok_or("no target folder found")?;
    let table = Table::read(&folder)?;
    match (check, write) {
        (Some(file), None) => document::check(&file, &table),
        (None, Some(file)) => document::write(&file, table),
        (None, None) => {
            print!("{table}");
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

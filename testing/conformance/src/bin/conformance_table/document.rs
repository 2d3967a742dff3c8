//! The table inside a document, between two markers.

use crate::table::{NOT_RUN, Table};
use std::error::Error;
use std::fs;
use std::path::Path;
use webpubsub_conformance::NAMES;

const BEGIN: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->";

/// The text before the table, the table, and the text after it.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (table, after) = rest.split_once(END)?;
    Some((before, table, after))
}

/// Fails unless each column was run here and agrees with its run, cell for cell.
pub(crate) fn check(file: &Path, ran: &Table) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let (_, table, _) = parts(&text).ok_or("the document has no markers for the table")?;
    let written = Table::parse(table);
    let mut wrong = 0;
    for backend in written.backends().chain(ran.backends().filter(|backend| !written.has(backend))) {
        for case in NAMES {
            let (ran, documented) = (ran.cell(backend, case), written.cell(backend, case));
            if ran != documented || ran == NOT_RUN {
                wrong += 1;
                eprintln!("{backend}, {case}: the result is {ran}, the document says {documented}");
            }
        }
    }
    if wrong > 0 {
        return Err(format!("{wrong} cells differ; conformance-table --write {} updates them", file.display()).into());
    }
    println!("the document agrees with the results of {} backends", written.backends().count());
    Ok(())
}

/// Writes the table into the document. Columns of backends that were not run here stay.
pub(crate) fn write(file: &Path, ran: Table) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let (before, table, after) = parts(&text).ok_or("the document has no markers for the table")?;
    let whole = ran.or(Table::parse(table));
    fs::write(file, format!("{before}{BEGIN}\n{whole}\n{END}{after}"))?;
    Ok(())
}

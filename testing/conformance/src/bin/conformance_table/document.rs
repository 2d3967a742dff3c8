//! The table inside a document, between two markers.

use crate::table::{NOT_RUN, Table};
use std::error::Error;
use std::fs;
use std::path::Path;
use webpubsub_conformance::NAMES;

const BEGIN: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->";

/// The text before, of and behind the table.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (table, behind) = rest.split_once(END)?;
    Some((before, table, behind))
}

/// Fails unless each column was run here, and says what its run made, cell for cell.
pub(crate) fn check(file: &Path, ran: &Table) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let (_, table, _) = parts(&text).ok_or("the document has no markers for the table")?;
    let written = Table::parse(table);
    let mut wrong = 0;
    for backend in written.backends().chain(ran.backends().filter(|backend| !written.has(backend))) {
        for case in NAMES {
            let (ran, says) = (ran.cell(backend, case), written.cell(backend, case));
            if ran != says || ran == NOT_RUN {
                wrong += 1;
                eprintln!("{backend}, {case}: the run made {ran}, the document says {says}");
            }
        }
    }
    if wrong > 0 {
        return Err(
            format!("{wrong} cells differ; conformance-table --write {} puts them right", file.display()).into()
        );
    }
    println!("{} backends as the document says", written.backends().count());
    Ok(())
}

/// Puts the table into the document. Columns of backends that were not run here stay.
pub(crate) fn write(file: &Path, ran: Table) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let (before, table, behind) = parts(&text).ok_or("the document has no markers for the table")?;
    let whole = ran.or(Table::parse(table));
    fs::write(file, format!("{before}{BEGIN}\n{whole}\n{END}{behind}"))?;
    Ok(())
}

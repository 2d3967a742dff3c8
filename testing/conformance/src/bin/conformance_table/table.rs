//! The results of all runs as a table.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use webpubsub_conformance::NAMES;

/// The cell of a case without a result.
pub(crate) const NOT_RUN: &str = "not run";

/// One column for each backend that was run, one row for each case.
pub(crate) struct Table(BTreeMap<String, BTreeMap<String, String>>);

impl Table {
    /// Reads a folder of results; a missing folder is an empty table.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut backends = BTreeMap::new();
        if !folder.is_dir() {
            return Ok(Self(backends));
        }
        for backend in fs::read_dir(folder)? {
            let backend = backend?;
            let mut results = BTreeMap::new();
            for case in fs::read_dir(backend.path())? {
                let case = case?;
                results.insert(name(&case), fs::read_to_string(case.path())?);
            }
            backends.insert(name(&backend), results);
        }
        Ok(Self(backends))
    }

    /// Parses the table of a document.
    pub(crate) fn parse(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| line.starts_with('|')).map(cells);
        let backends: Vec<String> = lines.next().unwrap_or_default().into_iter().skip(1).collect();
        let mut table: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for line in lines.skip(1) {
            for (backend, cell) in backends.iter().zip(line.iter().skip(1)) {
                table.entry(backend.clone()).or_default().insert(line[0].trim_matches('`').to_owned(), cell.clone());
            }
        }
        Self(table)
    }

    /// The text of a cell.
    pub(crate) fn cell(&self, backend: &str, case: &str) -> String {
        let result = self.0.get(backend).and_then(|results| results.get(case));
        result.map_or_else(|| NOT_RUN.to_owned(), |result| short(result))
    }

    pub(crate) fn backends(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn has(&self, backend: &str) -> bool {
        self.0.contains_key(backend)
    }

    /// This table, with the columns of `other` that it does not have.
    pub(crate) fn or(mut self, other: Self) -> Self {
        for (backend, results) in other.0 {
            self.0.entry(backend).or_insert(results);
        }
        self
    }
}

fn name(entry: &fs::DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The text of a cell for a result.
fn short(result: &str) -> String {
    match result.trim() {
        "passed" => "yes".to_owned(),
        failed if failed.starts_with("FAILED") => "**no**".to_owned(),
        other => match other.strip_prefix("safe side (").and_then(|rest| rest.strip_suffix(')')) {
            Some(limitation) => format!("`{limitation}`"),
            None => other.to_owned(),
        },
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| case |")?;
        self.backends().try_for_each(|backend| write!(f, " {backend} |"))?;
        write!(f, "\n| --- |")?;
        self.backends().try_for_each(|_| write!(f, " --- |"))?;
        writeln!(f)?;
        for case in NAMES {
            write!(f, "| `{case}` |")?;
            for backend in self.backends() {
                write!(f, " {} |", self.cell(backend, case))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

//! The lines that have no success, in files of their own, to make their calls again.

use super::args::Batch;
use crate::exit::Exit;
use crate::failure::{Failure, wrong_use};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Two files: what failed can be repeated, what may have taken effect is a decision.
#[derive(Default)]
pub(super) struct Again {
    failed: Option<File>,
    unknown: Option<File>,
}

impl Again {
    /// Makes the files that the arguments name, empty.
    pub(super) fn create(batch: &Batch) -> Result<Self, Failure> {
        let unknown = batch.unknown.clone().or_else(|| batch.failed.as_deref().map(beside));
        let read = [batch.file.as_deref(), batch.resume.as_deref()];
        let create = |name, path: Option<&Path>| path.map(|path| file(name, path, read)).transpose();
        Ok(Self {
            failed: create("--failed", batch.failed.as_deref())?,
            unknown: create("--unknown", unknown.as_deref())?,
        })
    }

    /// Whether lines are kept at all.
    pub(super) fn keeps_lines(&self) -> bool {
        self.failed.is_some() || self.unknown.is_some()
    }

    /// Writes the line into the file that its outcome belongs to.
    pub(super) fn keep(&mut self, outcome: Exit, line: &[u8]) -> io::Result<()> {
        let file = match outcome {
            Exit::Success => &mut None,
            Exit::Unknown => &mut self.unknown,
            Exit::Rejected | Exit::WrongUse | Exit::NotReached => &mut self.failed,
        };
        file.as_mut().map_or(Ok(()), |file| file.write_all(&[line, b"\n"].concat()))
    }
}

/// The path with `.unknown` at its end.
fn beside(path: &Path) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".unknown");
    path.into()
}

/// An empty file, unless it is one that is read.
fn file(name: &'static str, path: &Path, read: [Option<&Path>; 2]) -> Result<File, Failure> {
    let same = |other: &Path| matches!((path.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if read.into_iter().flatten().any(same) {
        return Err(wrong_use(name, "must not be a file that is read"));
    }
    File::create(path).map_err(|error| wrong_use(name, format!("cannot be written: {error}")))
}

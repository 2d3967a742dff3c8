//! The lines whose calls have no success, in files of their own, so that a later run can retry them.

use super::args::Batch;
use super::uses::Uses;
use crate::exit::Exit;
use crate::failure::Failure;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Two files: what failed can be retried safely, what may have taken effect is a decision.
#[derive(Default)]
pub(super) struct FailedLines {
    failed: Option<File>,
    unknown: Option<File>,
}

impl FailedLines {
    /// Makes the files that the arguments name. They are empty, unless the run goes on with an earlier one.
    pub(super) fn create(batch: &Batch) -> Result<Self, Failure> {
        let unknown = batch.unknown.clone().or_else(|| batch.failed.as_deref().map(beside));
        let goes_on = batch.resume.is_some() || batch.from_line.is_some();
        let mut uses = Uses::of(batch);
        let mut create = |name, path: Option<&Path>| path.map(|path| uses.create(name, path, goes_on)).transpose();
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

//! What each file is used for: one that is read or written already is not overwritten.

use super::args::Batch;
use crate::failure::{Failure, wrong_use};
use same_file::Handle;
use std::fs::File;
use std::io;
use std::path::Path;

/// The files that are in use, and the rule that another use breaks.
pub(super) struct Uses(Vec<(Handle, &'static str)>);

impl Uses {
    /// Those of the arguments and of standard input and output.
    pub(super) fn of(batch: &Batch) -> Self {
        let paths = [batch.file.as_deref(), batch.resume.as_deref()];
        let named = paths.into_iter().flatten().map(Handle::from_path);
        let read = named.chain([Handle::stdin()]).map(|handle| (handle, "must not be a file that is read"));
        let all = read.chain([(Handle::stdout(), "must not be the file of the results")]);
        // What cannot be opened has its own error, or is not a file.
        Self(all.filter_map(|(handle, rule)| Some((handle.ok()?, rule))).collect())
    }

    /// A file to write, which this option names.
    pub(super) fn create(&mut self, name: &'static str, path: &Path, append: bool) -> Result<File, Failure> {
        let unwritable = |error: io::Error| wrong_use(name, format!("cannot be written: {error}"));
        let mut options = File::options();
        // Not emptied before it is known to be another one than those.
        let file = if append { options.append(true) } else { options.write(true).truncate(false) };
        let file = file.create(true).open(path).map_err(unwritable)?;
        // A device is not emptied, and can have several uses.
        if file.metadata().map_err(unwritable)?.is_file() {
            let handle = file.try_clone().and_then(Handle::from_file).map_err(unwritable)?;
            if let Some((_, rule)) = self.0.iter().find(|(used, _)| *used == handle) {
                return Err(wrong_use(name, *rule));
            }
            if !append {
                file.set_len(0).map_err(unwritable)?;
            }
            self.0.push((handle, "must not be that of --failed"));
        }
        Ok(file)
    }
}

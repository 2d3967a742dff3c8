//! The results of runs, one file for each backend and case, for the table.

use std::env;
use std::path::PathBuf;
#[cfg(feature = "server")]
use std::{fs, io, path::Path};

/// Where results are stored: `WEBPUBSUB_CONFORMANCE_RESULTS`, else `conformance` in the target folder that the running
/// program was built into.
pub fn results_folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("WEBPUBSUB_CONFORMANCE_RESULTS") {
        return Some(folder.into());
    }
    let program = env::current_exe().ok()?;
    // Cargo marks the root of its target folder with this file.
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file())?;
    Some(target.join("conformance"))
}

/// Stores the body of `POST /result/<backend>/<case>`.
#[cfg(feature = "server")]
pub(crate) fn store(folder: &Path, target: &str, text: &[u8]) -> io::Result<()> {
    let mut parts = target.trim_start_matches("/result/").split('/');
    let (Some(backend), Some(case), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(io::Error::other("the path is /result/<backend>/<case>"));
    };
    for part in [backend, case] {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if part.is_empty() || part.starts_with('.') || !part.bytes().all(plain) {
            return Err(io::Error::other("names are letters, digits, '-', '_' and '.'"));
        }
    }
    fs::create_dir_all(folder.join(backend))?;
    fs::write(folder.join(backend).join(case), text)
}

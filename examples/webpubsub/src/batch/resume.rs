//! The lines that need no call any more, because a file of results names them.

use crate::failure::{Failure, wrong_use};
#[cfg(unix)]
use rustix::fs::{OFlags, fcntl_getfl};
#[cfg(unix)]
use same_file::Handle;
use serde::Deserialize;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// What matters of a result here.
#[derive(Deserialize)]
struct Named {
    line: u64,
}

/// How a result begins.
const START: &str = "{\"line\":";

/// The numbers of the lines that the results name. A result can be cut off, as by a full disk, and followed by another one.
pub(super) fn read(path: &Path) -> Result<HashSet<u64>, Failure> {
    let unreadable = |error: std::io::Error| wrong_use("--resume", format!("cannot be read: {error}"));
    let results = File::open(path).map_err(unreadable)?;
    if is_overwritten(&results) {
        return Err(wrong_use("--resume", "is overwritten by standard output: use `>>`"));
    }
    let mut lines = HashSet::new();
    for (index, result) in BufReader::new(results).split(b'\n').enumerate() {
        let result = result.map_err(unreadable)?;
        if !result.trim_ascii().is_empty() {
            let rule = "is not a result of `batch`, or is cut off before its number: correct or remove it";
            lines.extend(named(&result).ok_or_else(|| wrong_use("--resume", format!("line {} {rule}", index + 1)))?);
        }
    }
    Ok(lines)
}

/// The lines that a result names, and those after it if it is cut off.
fn named(result: &[u8]) -> Option<Vec<u64>> {
    // serde would read a struct from a list, too.
    if result.starts_with(b"{")
        && let Ok(Named { line }) = serde_json::from_slice(result)
    {
        return Some(vec![line]);
    }
    // Inside a string of JSON, what results begin with is different.
    let text = String::from_utf8_lossy(result);
    let results = text.strip_prefix(START)?.split(START);
    results.map(|result| result.split_once(',')?.0.parse().ok()).collect()
}

/// Whether standard output is this file and has emptied it, as by `>`, or writes over it.
#[cfg(unix)]
fn is_overwritten(results: &File) -> bool {
    let same = matches!((results.try_clone().and_then(Handle::from_file), Handle::stdout()), (Ok(a), Ok(b)) if a == b);
    same && fcntl_getfl(std::io::stdout()).is_ok_and(|flags| !flags.contains(OFlags::APPEND))
}

/// Other systems do not tell whether a file is appended to.
#[cfg(not(unix))]
fn is_overwritten(_: &File) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_and_their_beginnings_name_lines() {
        for (result, lines) in [
            (r#"{"line":7,"returned":null}"#, Some(&[7][..])),
            (r#"{"returned":{"line":1},"id":5,"line":8}"#, Some(&[8])),
            (r#"{"line":70,"retur"#, Some(&[70])),
            (r#"{"line":70,"retur{"line":71,"id":"{\"line\":5,","returned":null}"#, Some(&[70, 71])),
            (r#"{"line":70,"retur{"line":71,"ret{"line":72,"returned":null}"#, Some(&[70, 71, 72])),
            (r#"{"line":7"#, None),
            (r#"{"line":7{"line":8,"returned":null}"#, None),
            (r#"{"returned":null}"#, None),
            ("[7]", None),
        ] {
            assert_eq!(named(result.as_bytes()).as_deref(), lines, "{result}");
        }
    }
}

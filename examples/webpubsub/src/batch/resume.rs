//! The lines that need no call any more, because a file of results names them.

use crate::failure::{Failure, wrong_use};
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

/// The numbers of the lines that the results name. The last result may be cut off, as by a full disk.
pub(super) fn read(path: &Path) -> Result<HashSet<u64>, Failure> {
    let unreadable = |error: std::io::Error| wrong_use("--resume", format!("cannot be read: {error}"));
    let results = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut lines = HashSet::new();
    for (index, result) in results.split(b'\n').enumerate() {
        let result = result.map_err(unreadable)?;
        if !result.trim_ascii().is_empty() {
            let line = named(&result)
                .ok_or_else(|| wrong_use("--resume", format!("line {} is not a result of `batch`", index + 1)))?;
            lines.insert(line);
        }
    }
    Ok(lines)
}

/// The line that a result names.
fn named(result: &[u8]) -> Option<u64> {
    // serde would read a struct from a list, too.
    if result.starts_with(b"{")
        && let Ok(Named { line }) = serde_json::from_slice(result)
    {
        return Some(line);
    }
    let rest = std::str::from_utf8(result.strip_prefix(b"{\"line\":")?).ok()?;
    rest.split_once(',')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_and_their_beginnings_name_lines() {
        for (result, line) in [
            (r#"{"line":7,"returned":null}"#, Some(7)),
            (r#"{"returned":{"line":1},"id":5,"line":8}"#, Some(8)),
            (r#"{"line":70,"retur"#, Some(70)),
            (r#"{"line":7"#, None),
            (r#"{"returned":null}"#, None),
            ("[7]", None),
        ] {
            assert_eq!(named(result.as_bytes()), line, "{result}");
        }
    }
}

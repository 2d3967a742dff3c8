//! The memory of a test's process while a peer is hostile.

use std::io::Write;

/// Prints the most memory that this process has had, before and after, and asserts a bound for what is added. Other tests
/// of this process run at the same time: so the bound is for floods.
#[derive(Debug)]
#[must_use = "it measures until it is dropped"]
pub struct Memory(&'static str, Option<usize>);

impl Memory {
    /// `what`: the backend and its peer, for the line that is printed.
    pub fn of(what: &'static str) -> Self {
        Self(what, peak())
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let (Some(before), Some(after)) = (self.1, peak()) else { return };
        // Not by `println`, which a test that passes does not show.
        let _ = writeln!(std::io::stderr(), "memory: {}: {before} KiB before, {after} KiB at most", self.0);
        if !std::thread::panicking() {
            assert!(after < before + 256 * 1_024, "{}: from {before} to {after} KiB", self.0);
        }
    }
}

/// In KiB, where the system tells it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

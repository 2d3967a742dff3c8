//! Sends leave nothing behind: a small version of the example `growth`, in a process of its own.

use example::Growth;
use std::process::Command;

#[allow(dead_code)] // Its `main`.
#[path = "../../examples/growth.rs"]
mod example;

#[test]
fn memory_does_not_grow() {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "growth::child_process", "--ignored", "--nocapture"]);
    // Glibc's: else threads that come and go leave more or less in heaps of their own.
    child.env("MALLOC_ARENA_MAX", "1");
    let output = child.output().expect("output");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
#[ignore = "run by the other test, alone in its process"]
fn child_process() {
    let growth = Growth::of(10_000);
    println!("{growth}");
    assert!(growth.is_fine(), "{growth}");
}

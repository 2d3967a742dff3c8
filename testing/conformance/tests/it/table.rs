//! The table: printed, compared with a document, written into it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use webpubsub_conformance::NAMES;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("made");
    folder
}

fn table(results: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance-table"));
    command.arg("--results").arg(results).args(arguments).output().expect("ran")
}

fn store(results: &Path, backend: &str, case: &str, result: &str) {
    fs::create_dir_all(results.join(backend)).expect("made");
    fs::write(results.join(backend).join(case), result).expect("stored");
}

#[test]
fn results_become_cells() {
    let results = folder("cells");
    store(&results, "one", "clock", "passed");
    store(&results, "one", "redirects", "safe side (redirects_opaque)");
    store(&results, "two", "clock", "FAILED: the clock is 60s behind");
    store(&results, "two", "redirects", "n/a");
    let text = String::from_utf8(table(&results, &[]).stdout).expect("text");
    assert!(text.starts_with("| case | one | two |\n| --- | --- | --- |\n"), "{text}");
    for line in
        ["| `clock` | yes | **no** |", "| `redirects` | `redirects_opaque` | n/a |", "| `host` | not run | not run |"]
    {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(text.lines().count(), NAMES.len() + 2);
}

#[test]
fn a_document_is_checked_and_updated() {
    let results = folder("documents");
    let document = results.with_extension("md");
    let file = document.to_str().expect("text");
    fs::write(&document, "before\n\n<!-- table -->\n<!-- end of table -->\n\nafter\n").expect("written");
    for case in NAMES {
        store(&results, "one", case, "passed");
    }
    let check = || table(&results, &["--check", file]);
    assert!(!check().status.success(), "the document has no such column yet");
    assert!(table(&results, &["--write", file]).status.success());
    assert!(check().status.success());

    store(&results, "one", "clock", "FAILED: late");
    let printed = String::from_utf8(check().stderr).expect("text");
    assert!(printed.contains("one, clock: the result is **no**, the document says yes"), "{printed}");

    // Where only another backend was run, the first one's column stays in the document, but `--check` fails.
    fs::remove_dir_all(results.join("one")).expect("removed");
    for case in NAMES {
        store(&results, "two", case, "passed");
    }
    assert!(table(&results, &["--write", file]).status.success());
    let printed = String::from_utf8(check().stderr).expect("text");
    assert!(printed.contains("one, clock: the result is not run, the document says yes"), "{printed}");
    let text = fs::read_to_string(&document).expect("read");
    assert!(text.contains("| `clock` | yes | yes |"), "{text}");
    assert!(text.starts_with("before\n") && text.ends_with("\nafter\n"), "{text}");

    fs::write(&document, "no markers").expect("written");
    assert!(!check().status.success());
    assert!(!table(&results, &["--chekc", file]).status.success());
}

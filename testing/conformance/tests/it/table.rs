//! The table: printed, checked against a document, put into it.

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

fn keep(results: &Path, backend: &str, case: &str, result: &str) {
    fs::create_dir_all(results.join(backend)).expect("made");
    fs::write(results.join(backend).join(case), result).expect("kept");
}

#[test]
fn results_become_cells() {
    let results = folder("cells");
    keep(&results, "one", "clock", "passed");
    keep(&results, "one", "redirects", "safe side (redirects_opaque)");
    keep(&results, "two", "clock", "FAILED: the clock is 60s behind");
    keep(&results, "two", "redirects", "n/a");
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
fn a_document_is_checked_and_put_right() {
    let results = folder("documents");
    let document = results.with_extension("md");
    let file = document.to_str().expect("text");
    fs::write(&document, "before\n\n<!-- table -->\n<!-- end of table -->\n\nbehind\n").expect("written");
    for case in NAMES {
        keep(&results, "one", case, "passed");
    }
    let check = || table(&results, &["--check", file]);
    assert!(!check().status.success(), "there is no such column yet");
    assert!(table(&results, &["--write", file]).status.success());
    assert!(check().status.success());

    keep(&results, "one", "clock", "FAILED: late");
    let says = String::from_utf8(check().stderr).expect("text");
    assert!(says.contains("one, clock: the run made **no**, the document says yes"), "{says}");

    // Where only another backend was run, the first one's column stays, but is no longer shown to be true.
    fs::remove_dir_all(results.join("one")).expect("removed");
    for case in NAMES {
        keep(&results, "two", case, "passed");
    }
    assert!(table(&results, &["--write", file]).status.success());
    let says = String::from_utf8(check().stderr).expect("text");
    assert!(says.contains("one, clock: the run made not run, the document says yes"), "{says}");
    let text = fs::read_to_string(&document).expect("read");
    assert!(text.contains("| `clock` | yes | yes |"), "{text}");
    assert!(text.starts_with("before\n") && text.ends_with("\nbehind\n"), "{text}");

    fs::write(&document, "no markers").expect("written");
    assert!(!check().status.success());
    assert!(!table(&results, &["--chekc", file]).status.success());
}

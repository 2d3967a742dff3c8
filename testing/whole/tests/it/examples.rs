//! What each example owes its reader.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the examples.
fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.join("Cargo.toml").is_file()).collect()
}

/// `# Quickstart: for those who …`, or `# For those who …: …`: a reader sees at once whether to read on.
#[test]
fn each_readme_says_in_its_first_line_for_whom_it_is() {
    let examples = examples();
    assert!(examples.len() >= 9, "only {} examples found", examples.len());
    for example in examples {
        let readme = fs::read_to_string(example.join("README.md")).unwrap_or_default();
        let first = readme.lines().next().unwrap_or_default();
        let says = first.strip_prefix("# For ").or_else(|| Some(first.strip_prefix("# ")?.split_once(": for ")?.1));
        assert!(says.is_some_and(|whom| !whom.trim().is_empty()), "{}: {first:?}", example.display());
    }
}

/// The transports and the event handler that are meant to be copied are one file, and short enough to be read at one sitting.
#[test]
fn the_programs_of_one_file_stay_short() {
    for (name, limit) in [("smol", 150), ("compio", 150), ("event-handler", 100)] {
        let program = examples().into_iter().find(|path| path.ends_with(name)).expect("an example");
        let lines = fs::read_to_string(program.join("src/main.rs")).expect("a program").lines().count();
        assert!(lines < limit, "{name}: {lines} lines");
    }
}

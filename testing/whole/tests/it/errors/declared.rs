//! The error types that the sources declare.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All that are public or have a source, as `crate::Type`. A private type without a source is a text, which is walked as
/// part of the error that holds it.
pub(super) fn error_types(workspace: &Path) -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for crates in ["core", "backends", "testing", "examples"].map(|folder| workspace.join(folder)) {
        // `core` is a crate, the others are folders of crates.
        let folders = fs::read_dir(&crates).expect("a folder").map(|entry| entry.expect("an entry").path());
        for folder in folders.chain([crates]).filter(|folder| folder.join("Cargo.toml").is_file()) {
            let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
            add(&mut types, name, &folder.join("src"));
        }
    }
    types
}

fn add(types: &mut BTreeSet<String>, name: &str, source: &Path) {
    for entry in fs::read_dir(source).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            add(types, name, &entry);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&entry).expect("source");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (before, rest) in text.match_indices("Error for ").map(|(at, found)| text.split_at(at + found.len())) {
                let is_impl = before.lines().next_back().is_some_and(|line| line.trim_start().starts_with("impl"));
                let end = rest.find(|next: char| !next.is_alphanumeric()).unwrap_or(rest.len());
                let (error, body) = rest.split_at(end);
                let public = ["struct", "enum"].iter().any(|kind| {
                    let declared = format!("pub {kind} {error}");
                    text.match_indices(&declared)
                        .any(|(at, _)| text[at + declared.len()..].starts_with([' ', '(', '<', ';']))
                });
                if is_impl && (public || !body.starts_with(" {}")) {
                    types.insert(format!("{name}::{error}"));
                }
            }
        }
    }
}

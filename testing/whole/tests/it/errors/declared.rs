//! The error types that the sources declare.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All that are public or have a source, as `crate::Type`. A private type without a source is a text, which is walked as
/// part of the error that holds it.
pub(super) fn error_types(workspace: &Path) -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for member in ["core", "backends/*", "testing/*", "examples/*"] {
        let (parent, all) = member.strip_suffix("/*").map_or((member, false), |parent| (parent, true));
        let folders = if all { entries(&workspace.join(parent)) } else { vec![workspace.join(parent)] };
        for folder in folders.iter().filter(|folder| folder.join("src").is_dir()) {
            let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
            for source in sources(&folder.join("src")) {
                types.extend(of_source(&source).into_iter().map(|error| format!("{name}::{error}")));
            }
        }
    }
    types
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

/// The texts of the Rust files below a folder, without their tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in entries(folder) {
        if entry.is_dir() {
            texts.extend(sources(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&entry).expect("a source file");
            texts.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        }
    }
    texts
}

/// From lines such as `impl std::error::Error for ProxyError {`.
fn of_source(text: &str) -> Vec<&str> {
    let mut types = Vec::new();
    for line in text.lines().filter(|line| line.trim_start().starts_with("impl")) {
        let Some((_, rest)) = line.split_once("Error for ") else { continue };
        let end = rest.find(|next: char| !next.is_alphanumeric()).unwrap_or(rest.len());
        let (error, body) = rest.split_at(end);
        let is_public = text.lines().any(|line| {
            let name = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            name.and_then(|name| name.strip_prefix(error)).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        if is_public || body != " {}" {
            types.push(error);
        }
    }
    types
}

#[test]
fn of_some_source() {
    let text = "pub struct A;\npub struct AB;\nstruct C;\nimpl std::error::Error for A {}\nimpl Error for C {\n";
    assert_eq!(of_source(text), ["A", "C"]);
    assert_eq!(of_source("pub enum B {}\nimpl From<Error> for B {}\nimpl Error for D {}\n"), [""; 0]);
    assert_eq!(of_source("pub enum B {}\nimpl core::error::Error for B {\n"), ["B"]);
}

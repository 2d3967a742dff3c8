//! What each published crate owes the reader of its page in the registry.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The packages of the workspace that are published, as cargo describes them.
fn published() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--offline", "--no-deps", "--format-version", "1"];
    let output = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    // `publish = false` is an empty list of registries.
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().filter(|package| package["publish"].is_null()).cloned().collect()
}

/// A page without a README is empty. One that no test includes can show code that does not compile.
#[test]
fn each_crate_has_a_readme_whose_code_is_tested() {
    let published = published();
    assert!(published.len() >= 13, "only {} crates found", published.len());
    for package in published {
        let name = &package["name"];
        assert_eq!(package["readme"], "README.md", "{name}: `readme` in Cargo.toml");
        let folder = Path::new(package["manifest_path"].as_str().expect("a path")).parent().expect("a folder");
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let readme = text("README.md");
        assert!(readme.starts_with("# ") && readme.contains("webpubsub"), "{name}: {:?}", readme.lines().next());
        let included = [("src/lib.rs", "../README.md"), ("tests/it/examples.rs", "../../README.md")]
            .into_iter()
            .any(|(file, path)| text(file).contains(&format!("include_str!(\"{path}\")")));
        assert!(included, "{name}: no test includes the README");
    }
}

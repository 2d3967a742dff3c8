//! What the library brings along.

use std::process::Command;

/// The packages below the library with these features.
fn tree(features: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .args(["--edges", "normal", "--prefix", "none"])
        .args(features)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_library_has_no_parser_of_arguments() {
    let has_clap = |tree: &str| tree.lines().any(|line| line.starts_with("clap"));
    assert!(!has_clap(&tree(&["--no-default-features"])));
    assert!(has_clap(&tree(&[])), "the program has one");
}

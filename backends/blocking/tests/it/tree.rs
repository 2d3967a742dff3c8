//! What a program takes on with this crate: few crates, and no runtime.

use std::collections::BTreeSet;
use std::process::Command;

/// The names of the crates that a program links, TLS included.
fn tree(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["tree", "--offline", "--edges", "normal", "--prefix", "none", "--no-dedupe", "--package", package];
    let output = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("text");
    lines.lines().map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn few_crates_and_no_runtime() {
    let crates = tree("webpubsub-blocking");
    println!("{} crates", crates.len());
    assert!(crates.iter().any(|name| name.starts_with("rustls ")), "{crates:?}");
    assert!(crates.len() <= 55, "{} crates: {crates:#?}", crates.len());
    let runtimes = ["tokio", "async-std", "smol", "async-io", "async-executor", "hyper", "futures-executor", "mio"];
    let is_runtime = |name: &&String| runtimes.iter().any(|runtime| name.starts_with(&format!("{runtime} ")));
    assert_eq!(crates.iter().find(is_runtime), None);
    assert!(tree("webpubsub-hyper").iter().any(|name| is_runtime(&name)), "this test would not see one");
}

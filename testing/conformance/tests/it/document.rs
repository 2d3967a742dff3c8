//! The README and the contract agree with the code.

use webpubsub_conformance::{Limitation, NAMES};

const README: &str = include_str!("../../README.md");

/// Each promise of the trait names the cases that check it, and each case is named by one.
#[test]
fn the_contract_and_the_cases_agree() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/src/transport/mod.rs");
    let source = std::fs::read_to_string(source).expect("the source of the trait");
    let (contract, rest) = source.split_once("# Contract of `send`").expect("the contract of `send`");
    assert!(!NAMES.iter().any(|name| contract.contains(&format!("`{name}`"))), "before the contract");
    let (contract, _) = rest.split_once("pub trait SendHttpTransport").expect("the other trait");
    let quoted = |text: &str| -> Vec<String> {
        text.split('`').skip(1).step_by(2).filter(|name| NAMES.contains(name)).map(str::to_owned).collect()
    };
    let (mut named, mut expected) = (quoted(contract), NAMES.to_vec());
    named.sort();
    expected.sort_unstable();
    assert_eq!(named, expected);
    let (promises, _) = contract.split_once("pub trait HttpTransport").expect("the trait");
    for promise in promises.split("/// * ").skip(1) {
        assert!(!quoted(promise).is_empty(), "no case: {promise}");
    }
}

#[test]
fn it_lists_all_cases() {
    assert!(README.contains(&format!("{} cases", NAMES.len())));
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name);
    let table: Vec<&str> = rows.filter(|name| NAMES.contains(name)).collect();
    assert_eq!(table, NAMES, "the rows of the table");
}

#[test]
fn it_lists_all_limitations() {
    for limitation in [
        Limitation::ErrorsOpaque,
        Limitation::RedirectsOpaque,
        Limitation::HeadersRestricted,
        Limitation::CannotCancel,
        Limitation::CannotCountConnections,
        Limitation::QuotesEncoded,
    ] {
        assert!(README.contains(&format!("| `{limitation}` |")), "{limitation}");
    }
}

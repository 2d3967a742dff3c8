//! The README agrees with the code.

use webpubsub_conformance::{Limitation, NAMES};

const README: &str = include_str!("../../README.md");

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

//! The README is right about what can be counted.

use webpubsub_conformance::{Limit, NAMES};

const README: &str = include_str!("../../README.md");

#[test]
fn it_counts_the_cases_and_names_them() {
    assert!(README.contains(&format!("{} cases", NAMES.len())));
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name);
    let table: Vec<&str> = rows.filter(|name| NAMES.contains(name)).collect();
    assert_eq!(table, NAMES, "the rows of the table");
}

#[test]
fn it_names_the_limits() {
    for limit in [
        Limit::ErrorsOpaque,
        Limit::RedirectsOpaque,
        Limit::HeadersRestricted,
        Limit::CannotCancel,
        Limit::CannotCountConnections,
        Limit::QuotesEncoded,
    ] {
        assert!(README.contains(&format!("| `{limit}` |")), "{limit}");
    }
}

//! The filter language of sends and bulk group changes: a small part of OData.
//!
//! ```text
//! or  <  and  <  eq ne gt ge lt le in  <  not  <  literal, field, function(…), (…)
//! ```
//!
//! A filter is checked when it is parsed: it is evaluated for a connection without a user and one with a user, so that
//! operands of the wrong type are rejected before any message is sent.

mod eval;
mod expr;
mod functions;
mod lexer;
mod parser;
#[cfg(test)]
mod table;
mod value;
mod work;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use expr::Expr;
pub(crate) use work::{Exceeded, Work};

/// The values of a connection that a filter can use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) connection: &'a str,
    pub(crate) user: Option<&'a str>,
    pub(crate) groups: &'a BTreeSet<Arc<str>>,
    /// The WebSocket subprotocol.
    pub(crate) protocol: Option<&'a str>,
}

/// A valid filter.
#[derive(Debug)]
pub(crate) struct Filter(Expr);

/// Why a filter is invalid: the part of it, and the problem.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    part: String,
    problem: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid syntax for '{}': {} (Parameter 'filter')", self.part, self.problem)
    }
}

impl Filter {
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        let expr = parser::parse(text).map_err(|problem| Invalid { part: text.to_owned(), problem })?;
        let groups = BTreeSet::new();
        let nobody = Facts { connection: "", user: None, groups: &groups, protocol: None };
        let somebody = Facts { user: Some(""), protocol: Some(""), ..nobody };
        for facts in [nobody, somebody] {
            // The samples are empty, so that this takes no more time than the length of the filter allows.
            let mut context = eval::Context { facts, trial: true, work: &mut Work::unbounded() };
            if let Err(eval::Failure::Mismatch(part, mismatch)) = eval::condition(&expr, &mut context) {
                return Err(mismatch.at(part));
            }
        }
        Ok(Self(expr))
    }

    /// Whether a connection matches. One for which the filter fails does not.
    pub(crate) fn matches(&self, facts: Facts<'_>, work: &mut Work) -> Result<bool, Exceeded> {
        work.next_connection();
        match eval::condition(&self.0, &mut eval::Context { facts, trial: false, work }) {
            Ok(matches) => Ok(matches),
            Err(eval::Failure::Mismatch(..)) => Ok(false),
            Err(eval::Failure::Exceeded(exceeded)) => Err(exceeded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize, open: &str, inner: &str, close: &str| {
            Filter::parse(&format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))).is_ok()
        };
        for (open, inner, close) in [
            ("(", "true", ")"),
            ("not ", "true", ""),
            ("true eq not (true or false and ", "true", ")"),
            ("length(groups) eq 1 or (", "true", ")"),
            ("", "true", " eq true"),
        ] {
            assert!(nested(30, open, inner, close), "{open}{close}");
            assert!(!nested(102, open, inner, close), "{open}{close}");
            assert!(!nested(100_000, open, inner, close), "{open}{close}");
        }
        assert!(nested(99, "(", "true", ")") && !nested(100, "(", "true", ")"));
        let calls = |depth: usize| Filter::parse(&format!("{}''{} eq ''", "trim(".repeat(depth), ")".repeat(depth)));
        assert!(calls(99).is_ok() && calls(100).is_err() && calls(100_000).is_err());
        // The deepest possible tree.
        let level = "(true or true and true eq (true or true and true eq ";
        let filter = format!("{}true{}{}", level.repeat(49), " eq true".repeat(50), "))".repeat(49));
        assert!(Filter::parse(&filter).is_ok());
    }

    #[test]
    fn work_is_bounded() {
        let (user, groups) = ("u".repeat(1000), BTreeSet::new());
        let facts = Facts { connection: "c", user: Some(&user), groups: &groups, protocol: None };
        let matches = |text: &str, steps, bytes| {
            let filter = Filter::parse(text).expect("valid");
            filter.matches(facts, &mut Work::new(steps, bytes))
        };
        assert_eq!(matches("userId eq 'x'", 18, 0), Ok(false));
        assert_eq!(matches("userId eq 'x'", 17, 0), Err(Exceeded::Steps(17)));
        assert_eq!(matches("connectionId in ('a','b','c')", 5, 0), Ok(true));
        assert_eq!(matches("connectionId in ('a','b','c')", 4, 0), Err(Exceeded::Steps(4)));
        assert_eq!(matches("contains(userId,'v')", 18, 0), Ok(false), "no text is made");
        assert_eq!(matches("contains(userId,'v')", 17, 0), Err(Exceeded::Steps(17)));
        for text in
            ["concat(userId,'') ne ''", "tolower(userId) ne ''", "trim(userId) ne ''", "substring(userId,1) ne ''"]
        {
            assert_eq!(matches(text, 1000, 1000), Ok(true), "{text}");
            assert_eq!(matches(text, 1000, 999), Err(Exceeded::Text(999)), "{text}");
        }
        // Steps are counted for all connections together, and text for each.
        let (filter, mut work) = (Filter::parse("tolower(userId) ne ''").expect("valid"), Work::new(100, 1000));
        assert!((0..2).all(|_| filter.matches(facts, &mut work) == Ok(true)));
        assert_eq!(filter.matches(facts, &mut work), Err(Exceeded::Steps(100)));
    }

    #[test]
    fn many_clauses_are_no_depth() {
        for token in ["or", "and"] {
            for clauses in [100, 20_000] {
                let text = vec!["userId eq 'x'"; clauses].join(&format!(" {token} "));
                assert!(Filter::parse(&text).is_ok(), "{clauses} {token}");
            }
        }
        let list = vec!["'x'"; 20_000].join(",");
        assert!(Filter::parse(&format!("userId in ({list})")).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,100}") {
            drop(Filter::parse(&text));
        }

        #[test]
        fn words_in_any_order_never_panic(tokens in proptest::collection::vec(proptest::sample::select(&[
            "userId", "connectionId", "groups", "protocol", "and", "or", "not", "eq", "ne", "gt", "le", "in", "(", ")",
            ",", "'a'", "''", "'", "1", "-1", "2147483647", "-2147483648", "null", "true", "false", "length(", "substring(",
            "indexof(", "concat(", "tolower(", "contains(", "'é😀'", "/", ".", " ",
        ][..]), 0..20)) {
            let groups = BTreeSet::from([Arc::from("a")]);
            if let Ok(filter) = Filter::parse(&tokens.join(" ")) {
                let facts = Facts { connection: "c😀", user: Some("é"), groups: &groups, protocol: None };
                filter.matches(facts, &mut Work::unbounded()).expect("no bound");
            }
        }

        #[test]
        fn what_is_printed_reads_the_same(a in "[a-z']{0,4}", n in -5i32..5, not in proptest::bool::ANY) {
            let quoted = a.replace('\'', "''");
            let text = format!("{}(userId eq '{quoted}' or length(groups) ge {n} and '{quoted}' in ('x','{quoted}'))", if not { "not " } else { "" });
            let first = parser::parse(&text).expect("good").to_string();
            let again = parser::parse(&first).expect("good").to_string();
            proptest::prop_assert_eq!(first, again);
        }
    }
}

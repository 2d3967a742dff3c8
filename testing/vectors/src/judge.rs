//! Every case against the table.

use crate::load::Recordings;
use crate::rule::Rule;
use crate::verdict::Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// The outcome of all cases.
#[derive(Debug, Default)]
pub struct Judgement {
    /// How many cases there are.
    pub cases: usize,
    /// Cases in which this library does as every SDK that has the operation.
    pub agreeing: Vec<String>,
    /// Cases in which it does otherwise, by a rule.
    pub on_purpose: BTreeSet<String>,
    /// By the rule's place in the table: the cases that it explains.
    pub by_rule: BTreeMap<usize, BTreeSet<String>>,
    /// What must not be.
    pub problems: Vec<String>,
}

/// Judges all that was recorded by these rules.
pub fn judge(recordings: &Recordings, rules: &[Rule]) -> Judgement {
    let mut judgement = Judgement { cases: recordings.cases.len(), ..Judgement::default() };
    for case in &recordings.cases {
        let verdict = Verdict::of(case, rules);
        judgement.problems.extend(verdict.problems.iter().map(|problem| format!("{}: {problem}", case.name)));
        for rule in &verdict.rules {
            judgement.by_rule.entry(*rule).or_default().insert(case.name.clone());
        }
        match (verdict.problems.is_empty(), verdict.rules.is_empty()) {
            (true, true) => judgement.agreeing.push(case.name.clone()),
            (true, false) => drop(judgement.on_purpose.insert(case.name.clone())),
            _ => {}
        }
    }
    for (place, rule) in rules.iter().enumerate() {
        if !judgement.by_rule.contains_key(&place) {
            judgement.problems.push(format!("no case needs the rule `{}`", rule.name));
        }
    }
    judgement
}

//! The judge: every case against the table of explained differences, and against what must always hold.

mod difference;
mod expectations;
mod invariants;
mod request;
mod rules;

pub use difference::{Aspect, Difference};
pub use invariants::broken;
pub use rules::{Kind, RULES, Rule};

use crate::behaviour::{Behaviour, Outcome, of_library, of_sdk};
use crate::recording::{Case, Sdk};
use std::collections::{BTreeMap, BTreeSet};

/// The result of all cases.
#[derive(Debug, Default)]
pub struct Report {
    /// How many cases there are.
    pub cases: usize,
    /// Cases in which this library does as every SDK that has the operation.
    pub agreeing: Vec<String>,
    /// Cases in which it does otherwise, by a rule.
    pub explained: BTreeSet<String>,
    /// By the rule's place in the table: the cases that it explains.
    pub by_rule: BTreeMap<usize, BTreeSet<String>>,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// Judges the cases by these rules.
pub fn judge(cases: &[Case], rules: &[Rule]) -> Report {
    judge_behaviour(cases, rules, of_library)
}

/// As [`judge`], with what `ours` says that this library does.
pub fn judge_behaviour(cases: &[Case], rules: &[Rule], ours: impl Fn(&Case) -> Result<Behaviour, String>) -> Report {
    let mut report = Report { cases: cases.len(), ..Report::default() };
    for case in cases {
        let mut found = Found { case, rules, used: BTreeSet::new(), problems: Vec::new() };
        if let Err(problem) = ours(case).and_then(|ours| found.judge(&ours)) {
            found.problems = vec![problem];
        }
        let Found { used, problems, .. } = found;
        for rule in &used {
            report.by_rule.entry(*rule).or_default().insert(case.name.clone());
        }
        match (problems.is_empty(), used.is_empty()) {
            (true, true) => report.agreeing.push(case.name.clone()),
            (true, false) => drop(report.explained.insert(case.name.clone())),
            _ => {}
        }
        report.problems.extend(problems.iter().map(|problem| format!("{}: {problem}", case.name)));
    }
    for (place, rule) in rules.iter().enumerate() {
        if !report.by_rule.contains_key(&place) {
            report.problems.push(format!("no case needs the rule `{}`", rule.name));
        }
    }
    report
}

/// What is found in one case: the places of the rules that explain its differences, and what nothing explains.
struct Found<'a> {
    case: &'a Case,
    rules: &'a [Rule],
    used: BTreeSet<usize>,
    problems: Vec<String>,
}

type Differences = BTreeMap<Sdk, Vec<Difference>>;

impl Found<'_> {
    /// Makes the call and compares. An error says why the case cannot be judged.
    fn judge(&mut self, ours: &Behaviour) -> Result<(), String> {
        let case = self.case;
        let unknown = case.responses().iter().find_map(|response| response.unknown.keys().next().cloned());
        if let Some(unknown) = unknown {
            return Err(format!("the recorder did what this judge does not know: {unknown}"));
        }
        self.problems = broken(case, ours);
        let rejecting = self.rejecting(ours);
        let mut differences = Differences::new();
        for (sdk, recording) in &case.recordings {
            let theirs = of_sdk(recording, case.is_unreachable()).map_err(|error| format!("{sdk}: {error}"))?;
            if !matches!(theirs.outcome, Outcome::Unsupported) {
                differences.insert(*sdk, difference::compare(&case.call.client, ours, &theirs, *sdk));
            }
        }
        if differences.is_empty() {
            return Err("no SDK has the operation: nothing to compare with".to_owned());
        }
        for (sdk, difference) in differences.iter().flat_map(|(sdk, all)| all.iter().map(move |one| (*sdk, one))) {
            if difference.aspect == Aspect::Rejected && !rejecting.is_empty() {
                self.used.extend(&rejecting);
            } else {
                self.explain(sdk, difference, &differences);
            }
        }
        if rejecting.is_empty() {
            self.check_expectations(ours);
        }
        Ok(())
    }

    /// The rules by which this call is rejected: it must be, and for one of their fields.
    fn rejecting(&mut self, ours: &Behaviour) -> Vec<usize> {
        let field = |(place, rule): (usize, &Rule)| match rule.kind {
            Kind::Rejected(field) => field(self.case).map(|field| (place, field)),
            Kind::Differs { .. } => None,
        };
        let fields: Vec<_> = self.rules.iter().enumerate().filter_map(field).collect();
        if let Some((place, field)) = fields.first() {
            match &ours.outcome {
                Outcome::Rejected { field: own, .. } if fields.iter().any(|(_, field)| field == own) => {}
                outcome => self
                    .problems
                    .push(format!("must be rejected for `{field}` ({}), but: {outcome:?}", self.rules[*place].name)),
            }
        }
        fields.into_iter().map(|(place, _)| place).collect()
    }

    /// Finds the rule that allows a difference.
    fn explain(&mut self, sdk: Sdk, difference: &Difference, all: &Differences) {
        let Difference { aspect, ours, theirs } = difference;
        let explaining = self.rules.iter().enumerate().find_map(|(place, rule)| match rule.kind {
            Kind::Differs { sdks, when, aspects, expected }
                if sdks.contains(&sdk) && aspects.contains(aspect) && when(self.case) =>
            {
                Some((place, sdks, expected))
            }
            _ => None,
        });
        let Some((place, sdks, expected)) = explaining else {
            self.problems.push(format!("{aspect:?} differs without a rule: ours {ours}, {sdk} {theirs}"));
            return;
        };
        self.used.insert(place);
        let alike = |(other, found): (&Sdk, &Vec<Difference>)| {
            !sdks.contains(other) && found.iter().all(|difference| difference.aspect != *aspect)
        };
        if expected.is_none() && !all.iter().any(alike) {
            self.problems.push(format!("{aspect:?}: no SDK does as we do: ours {ours}, {sdk} {theirs}"));
        }
    }

    /// Rules that say what we do hold wherever they apply, also where no SDK differs.
    fn check_expectations(&mut self, ours: &Behaviour) {
        for rule in self.rules {
            if let Kind::Differs { when, expected: Some(holds), .. } = rule.kind
                && when(self.case)
                && !holds(self.case, ours)
            {
                self.problems.push(format!("we do not do what `{}` says: {ours:?}", rule.name));
            }
        }
    }
}

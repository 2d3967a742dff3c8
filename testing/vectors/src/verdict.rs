//! One case against the table.

use crate::always;
use crate::behaviour::{Behaviour, Outcome};
use crate::compare::{Aspect, Difference, compare};
use crate::facts::attempts;
use crate::load::{Case, Sdk};
use crate::rule::{Kind, Ours, Rule};
use crate::{ours, theirs};
use std::collections::{BTreeMap, BTreeSet};

/// One case: the rules that explain its differences, and what nothing explains.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) rules: BTreeSet<usize>,
    pub(crate) problems: Vec<String>,
}

impl Verdict {
    /// Makes the call and compares.
    pub(crate) fn of(case: &Case, rules: &[Rule]) -> Self {
        let mut verdict = Self::default();
        match verdict.examine(case, rules) {
            Ok(()) => verdict,
            Err(problem) => Self { problems: vec![problem], ..verdict },
        }
    }

    fn examine(&mut self, case: &Case, rules: &[Rule]) -> Result<(), String> {
        let unknown = case.answers().iter().find_map(|answer| answer.unknown.keys().next().cloned());
        if let Some(unknown) = unknown {
            return Err(format!("the recorder did what this judge does not know: {unknown}"));
        }
        let ours = ours::behaviour(case)?;
        self.problems = always::breaches(case, &ours);
        let refusing = self.refusals(case, rules, &ours);
        let mut differences = BTreeMap::new();
        for (sdk, record) in &case.records {
            let theirs =
                theirs::behaviour(record, attempts::unreachable(case)).map_err(|error| format!("{sdk}: {error}"))?;
            if !matches!(theirs.outcome, Outcome::Unsupported) {
                differences.insert(*sdk, compare(&case.call.client, &ours, &theirs, *sdk));
            }
        }
        if differences.is_empty() {
            return Err("no SDK has the operation: nothing to judge by".to_owned());
        }
        for (sdk, found) in &differences {
            for difference in found {
                self.explain(case, rules, &refusing, *sdk, difference, &differences);
            }
        }
        if refusing.is_empty() {
            self.expectations(case, rules, &ours);
        }
        Ok(())
    }

    /// The rules by which this call is refused: it must be, and for one of their fields.
    fn refusals(&mut self, case: &Case, rules: &[Rule], ours: &Behaviour) -> Vec<usize> {
        let fields: Vec<_> = rules
            .iter()
            .enumerate()
            .filter_map(|(place, rule)| match rule.kind {
                Kind::Refuse(check) => check(case).map(|field| (place, field)),
                Kind::Differ { .. } => None,
            })
            .collect();
        if let Some((place, field)) = fields.first() {
            match &ours.outcome {
                Outcome::Refused { field: own, .. } if fields.iter().any(|(_, field)| field == own) => {}
                outcome => self
                    .problems
                    .push(format!("is to be refused for `{field}` ({}), but: {outcome:?}", rules[*place].name)),
            }
        }
        fields.into_iter().map(|(place, _)| place).collect()
    }

    /// Finds the row that allows a difference.
    fn explain(
        &mut self,
        case: &Case,
        rules: &[Rule],
        refusing: &[usize],
        sdk: Sdk,
        difference: &Difference,
        all: &BTreeMap<Sdk, Vec<Difference>>,
    ) {
        if difference.aspect == Aspect::Refused && !refusing.is_empty() {
            self.rules.extend(refusing);
            return;
        }
        let row = rules.iter().position(|rule| match rule.kind {
            Kind::Differ { from, when, what, .. } => {
                from.contains(&sdk) && what.contains(&difference.aspect) && when(case)
            }
            Kind::Refuse(_) => false,
        });
        let Difference { aspect, ours, theirs } = difference;
        let Some(row) = row else {
            self.problems.push(format!("{aspect:?} differs without a rule: ours {ours}, {sdk} {theirs}"));
            return;
        };
        self.rules.insert(row);
        let Kind::Differ { from, ours: Ours::LikeAnother, .. } = rules[row].kind else { return };
        let alike = |(other, found): (&Sdk, &Vec<Difference>)| {
            !from.contains(other) && found.iter().all(|difference| difference.aspect != *aspect)
        };
        if !all.iter().any(alike) {
            self.problems.push(format!("{aspect:?}: no SDK does as we do: ours {ours}, {sdk} {theirs}"));
        }
    }

    /// Rows that say what we do are held against us wherever they apply, also where no SDK differs.
    fn expectations(&mut self, case: &Case, rules: &[Rule], ours: &Behaviour) {
        for rule in rules {
            if let Kind::Differ { when, ours: Ours::Holds(holds), .. } = rule.kind
                && when(case)
                && !holds(case, ours)
            {
                self.problems.push(format!("we do not keep to `{}`: {ours:?}", rule.name));
            }
        }
    }
}

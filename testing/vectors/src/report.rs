//! The judgement for a reader.

use crate::judge::Judgement;
use crate::rule::{Kind, Rule};
use std::fmt::{self, Display, Formatter};

/// Prints a judgement with its table of rules, in Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    judgement: &'a Judgement,
    rules: &'a [Rule],
}

impl<'a> Report<'a> {
    /// `rules`: those by which was judged.
    pub fn new(judgement: &'a Judgement, rules: &'a [Rule]) -> Self {
        Self { judgement, rules }
    }
}

impl Display for Report<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Judgement { cases, agreeing, on_purpose, by_rule, problems } = self.judgement;
        writeln!(
            f,
            "{cases} cases: {} agree with every SDK, {} differ on purpose, {} problems.",
            agreeing.len(),
            on_purpose.len(),
            problems.len()
        )?;
        for problem in problems {
            writeln!(f, "* PROBLEM {problem}")?;
        }
        writeln!(f, "\n| rule | reason | differs from | cases | for example |\n| --- | --- | --- | --- | --- |")?;
        for (place, rule) in self.rules.iter().enumerate() {
            let from = match rule.kind {
                Kind::Refuse(_) => "whoever sends it".to_owned(),
                Kind::Differ { from, .. } => from.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            };
            let explained = by_rule.get(&place);
            let (number, example) =
                explained.map_or((0, ""), |cases| (cases.len(), cases.first().map_or("", String::as_str)));
            writeln!(f, "| {} | {} | {from} | {number} | {example} |", cell(rule.name), cell(rule.reason))?;
        }
        Ok(())
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
